package org.xai4j.benchmarks.plot;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.util.Matrix;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * A chart of {@link PlotFile} as a page of a PDF file: the same marks as paths, the same texts as
 * texts, in a font that is in the file. It reads what charts are made of, not SVG in general. Used
 * by one thread.
 */
final class PdfPicture {
  /** A pixel is 1/96 of an inch, a point 1/72. */
  private static final double POINTS = 0.75;

  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final String INK = "#1a2233";
  private static final String NONE = "none";
  private static final Pattern RULE = Pattern.compile("\\.chart \\.([\\w-]+) \\{([^}]*)\\}");
  private static final Pattern OWN_INK = Pattern.compile("--ink: (#\\w+)");

  private final PDDocument document;
  private final PDPageContentStream page;
  private final PDType0Font font;
  private final Map<String, Map<String, String>> classes = new HashMap<>();

  private PdfPicture(PDDocument document, PDPageContentStream page, PDType0Font font) {
    this.document = document;
    this.page = page;
    this.font = font;
  }

  /**
   * Draws a chart.
   *
   * @param svg as {@link PlotFile#standalone} gives it
   * @return the bytes of a file of one page, the same for the same chart
   */
  static byte[] of(String svg) {
    Element root = root(svg);
    double[] box = SvgMark.numbers(root.getAttribute("viewBox"));
    double width = SvgMark.number(root, "width") * POINTS;
    double scale = width / box[2];
    double height = box[3] * scale;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument();
        InputStream letters = Objects.requireNonNull(PDDocument.class.getResourceAsStream(FONT))) {
      PDPage sheet = new PDPage(new PDRectangle((float) width, (float) height));
      document.addPage(sheet);
      document.getDocumentInformation().setTitle(root.getAttribute("aria-label"));
      document.getDocumentInformation().setCreator("xai4j");
      // Else the clock decides on the bytes.
      document.setDocumentId(0L);
      PDType0Font font = PDType0Font.load(document, letters, true);
      try (PDPageContentStream page = new PDPageContentStream(document, sheet)) {
        // In PDF up is up.
        page.transform(new Matrix((float) scale, 0, 0, (float) -scale, 0, (float) height));
        new PdfPicture(document, page, font).children(root, INK);
      }
      document.save(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Draws a chart in pixels.
   *
   * @param svg as of {@link #of}
   * @param scale pixels for each pixel of 1/96 inch
   * @return with a white ground
   */
  static BufferedImage image(String svg, float scale) {
    try (PDDocument document = Loader.loadPDF(of(svg))) {
      return new PDFRenderer(document).renderImage(0, (float) (scale / POINTS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Element root(String svg) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)))
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("a chart is well-formed", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void children(Element parent, String ink) throws IOException {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element e && !e.getTagName().equals("title")) {
        page.saveGraphicsState();
        page.transform(new Matrix(SvgMark.transform(e)));
        element(e, ink);
        page.restoreGraphicsState();
      }
    }
  }

  private void element(Element e, String ink) throws IOException {
    switch (e.getTagName()) {
      case "style" -> style(e.getTextContent());
      case "g" -> {
        Matcher own = OWN_INK.matcher(e.getAttribute("style"));
        children(e, own.find() ? own.group(1) : ink);
      }
      case "text" -> text(e, ink);
      case "image" -> image(e);
      default -> paint(e, SvgMark.outline(e));
    }
  }

  /** Keeps the rules of the classes. */
  private void style(String css) {
    Matcher rule = RULE.matcher(css);
    while (rule.find()) {
      Map<String, String> values = new HashMap<>();
      for (String pair : rule.group(2).split(";")) {
        int colon = pair.indexOf(':');
        if (colon > 0) {
          values.put(pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
        }
      }
      classes.put(rule.group(1), values);
    }
  }

  /** What the element's style, class or attribute says, in this order, as in a style sheet. */
  private String value(Element e, String name, String otherwise) {
    for (String pair : e.getAttribute("style").split(";")) {
      if (pair.strip().startsWith(name + ":")) {
        return pair.substring(pair.indexOf(':') + 1).strip();
      }
    }
    String own = e.getAttribute(name);
    return classes
        .getOrDefault(e.getAttribute("class"), Map.of())
        .getOrDefault(name, own.isEmpty() ? otherwise : own);
  }

  private float size(Element e, String name, String otherwise) {
    return (float) SvgMark.numbers(value(e, name, otherwise))[0];
  }

  private void text(Element e, String ink) throws IOException {
    String text = e.getTextContent();
    StringBuilder known = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      // The font has no raised minus; its macron stands as high.
      known.appendCodePoint(shown(c) ? c : c == '⁻' ? '¯' : '?');
    }
    float size = size(e, "font-size", "14");
    double width = font.getStringWidth(known.toString()) / 1000 * size;
    double shift =
        switch (e.getAttribute("text-anchor")) {
          case "middle" -> width / 2;
          case "end" -> width;
          default -> 0;
        };
    // Letters stand upright although the page is upside down.
    Matrix place =
        new Matrix(
            1, 0, 0, -1, (float) (SvgMark.number(e, "x") - shift), (float) SvgMark.number(e, "y"));
    String halo = value(e, "stroke", NONE);
    if (!halo.equals(NONE)) {
      page.setStrokingColor(colour(halo));
      page.setLineWidth(size(e, "stroke-width", "1"));
      letters(known.toString(), size, place, RenderingMode.STROKE);
    }
    page.setNonStrokingColor(colour(value(e, "fill", ink)));
    letters(known.toString(), size, place, RenderingMode.FILL);
  }

  /** A colour of three or six digits, as style sheets write them. */
  private static Color colour(String text) {
    return Color.decode(text.length() == 4 ? text.replaceAll("[0-9a-fA-F]", "$0$0") : text);
  }

  private void letters(String text, float size, Matrix place, RenderingMode mode)
      throws IOException {
    page.beginText();
    page.setFont(font, size);
    page.setRenderingMode(mode);
    page.setTextMatrix(place);
    page.showText(text);
    page.endText();
  }

  private boolean shown(int codePoint) {
    try {
      font.encode(Character.toString(codePoint));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private void image(Element e) throws IOException {
    String href = e.getAttribute("href");
    byte[] png = Base64.getDecoder().decode(href.substring(href.indexOf(',') + 1));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    PDImageXObject picture = LosslessFactory.createFromImage(document, read);
    float x = (float) SvgMark.number(e, "x");
    float y = (float) SvgMark.number(e, "y");
    float w = (float) SvgMark.number(e, "width");
    float h = (float) SvgMark.number(e, "height");
    page.drawImage(picture, new Matrix(w, 0, 0, -h, x, y + h));
  }

  private void paint(Element e, Path2D path) throws IOException {
    String fill = value(e, "fill", e.getTagName().equals("line") ? NONE : "#000000");
    String stroke = value(e, "stroke", NONE);
    float opacity = size(e, "opacity", "1");
    PDExtendedGraphicsState state = new PDExtendedGraphicsState();
    state.setNonStrokingAlphaConstant(opacity * size(e, "fill-opacity", "1"));
    state.setStrokingAlphaConstant(opacity * size(e, "stroke-opacity", "1"));
    page.setGraphicsStateParameters(state);
    if (!fill.equals(NONE)) {
      page.setNonStrokingColor(colour(fill));
    }
    if (!stroke.equals(NONE)) {
      page.setStrokingColor(colour(stroke));
      page.setLineWidth(size(e, "stroke-width", "1"));
      double[] dashes = SvgMark.numbers(value(e, "stroke-dasharray", ""));
      float[] lengths = new float[dashes.length];
      for (int i = 0; i < dashes.length; i++) {
        lengths[i] = (float) dashes[i];
      }
      page.setLineDashPattern(lengths, 0);
    }
    follow(path);
    if (!fill.equals(NONE) && !stroke.equals(NONE)) {
      page.fillAndStroke();
    } else if (!fill.equals(NONE)) {
      page.fill();
    } else {
      page.stroke();
    }
  }

  private void follow(Path2D path) throws IOException {
    float[] c = new float[6];
    float[] at = new float[2];
    for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
      int end = 0;
      switch (i.currentSegment(c)) {
        case PathIterator.SEG_MOVETO -> page.moveTo(c[0], c[1]);
        case PathIterator.SEG_LINETO -> page.lineTo(c[0], c[1]);
        case PathIterator.SEG_QUADTO -> {
          // PDF has cubic curves only.
          page.curveTo(
              at[0] + 2 * (c[0] - at[0]) / 3,
              at[1] + 2 * (c[1] - at[1]) / 3,
              c[2] + 2 * (c[0] - c[2]) / 3,
              c[3] + 2 * (c[1] - c[3]) / 3,
              c[2],
              c[3]);
          end = 2;
        }
        case PathIterator.SEG_CUBICTO -> {
          page.curveTo(c[0], c[1], c[2], c[3], c[4], c[5]);
          end = 4;
        }
        default -> page.closePath();
      }
      System.arraycopy(c, end, at, 0, 2);
    }
  }
}
