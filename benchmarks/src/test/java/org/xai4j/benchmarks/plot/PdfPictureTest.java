package org.xai4j.benchmarks.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.report.BeeswarmChart;
import org.xai4j.benchmarks.report.DecisionChart;
import org.xai4j.benchmarks.report.ForceChart;
import org.xai4j.benchmarks.report.ImageChart;
import org.xai4j.benchmarks.report.ScatterChart;
import org.xai4j.benchmarks.report.TextChart;
import org.xai4j.benchmarks.report.WaterfallChart;
import org.xai4j.core.run.InputException;
import org.xai4j.core.words.SeriesAxis;

/** Charts as PDF files have what the SVG files have. */
class PdfPictureTest {
  private static final List<String> NAMES = List.of("age = 33 − 1", "größe ≤ 2", "α");
  private static final double[] VALUES = {1.5, -0.75, 0.25};
  private static final Pattern TEXT = Pattern.compile("<text[^>]*>([^<]*)</text>");

  private static List<String> charts() {
    BufferedImage dark = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    double[][] rows = {VALUES, {0.5, 1, -1}};
    return List.of(
        WaterfallChart.draw("a waterfall", 0.5, NAMES, VALUES, 2),
        ForceChart.draw("forces", 0.5, NAMES, VALUES),
        BeeswarmChart.draw("a swarm", NAMES, rows, rows, 3),
        DecisionChart.draw("ways", new double[] {0, 0.5}, NAMES, rows, 3),
        ScatterChart.draw("dots", "x", "y", VALUES, VALUES, "rank", new double[] {0, 0.5, 1}),
        TextChart.draw("words", List.of("not", "bad"), new double[] {-1, 0.5}),
        SeriesChart.draw("a series", new SeriesAxis(List.of("Fz", "Cz"), 0, 4, "ms"), rows, rows),
        ImageChart.draw("an image", dark, dark, 0.3, "lrp"));
  }

  private static List<String> operators(PDDocument document) throws Exception {
    List<String> names = new ArrayList<>();
    for (Object token : new PDFStreamParser(document.getPage(0)).parse()) {
      if (token instanceof Operator operator) {
        names.add(operator.getName());
      }
    }
    return names;
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }

  /** One painted path for each mark, one text for each text, one image for each image. */
  @Test
  void everyMarkOfTheChartIsThere() throws Exception {
    for (String chart : charts()) {
      String svg = PlotFile.standalone(chart, 800);
      byte[] bytes = PdfPicture.of(svg);
      try (PDDocument document = Loader.loadPDF(bytes)) {
        assertEquals(1, document.getNumberOfPages());
        PDPage page = document.getPage(0);
        double[] box = SvgMark.numbers(svg.replaceFirst("(?s)^.*?viewBox=\"([^\"]*)\".*$", "$1"));
        assertEquals(600, page.getMediaBox().getWidth(), 1e-3);
        assertEquals(600 * box[3] / box[2], page.getMediaBox().getHeight(), 1e-3);
        List<String> operators = operators(document);
        assertEquals(
            count(svg, "<(rect|line|circle|polyline|path)\\b"),
            operators.stream().filter(o -> List.of("f", "S", "B").contains(o)).count());
        assertEquals(
            count(svg, "<image\\b"), operators.stream().filter(o -> o.equals("Do")).count());
        String read = new PDFTextStripper().getText(document).replaceAll("\\s+", "");
        TEXT.matcher(svg)
            .results()
            .map(found -> found.group(1).replaceAll("\\s+", ""))
            .forEach(text -> assertTrue(read.contains(text), text + " in " + read));
        assertEquals(
            svg.replaceFirst("(?s)^.*?aria-label=\"([^\"]*)\".*$", "$1"),
            document.getDocumentInformation().getTitle());
        for (COSName name : page.getResources().getFontNames()) {
          assertTrue(page.getResources().getFont(name).isEmbedded());
        }
      }
      assertArrayEquals(bytes, PdfPicture.of(svg), "the same chart, the same bytes");
    }
  }

  /** Red is where the chart has red, on white, the right way up. */
  @Test
  void marksStandWhereTheChartHasThem() throws Exception {
    String svg =
        """
        <svg viewBox="0 0 100 50" class="chart" role="img" aria-label="marks">
        <g transform="translate(50 10) rotate(90)"><rect x="0" y="0" width="20" height="10" fill="#ff0000"/></g>
        <path d="M60 0 L80 0 V20 H60 Z" fill="#0000ff"/>
        <path d="M0 30 q10 0 10 10 L0 40 Z" fill="#008000" stroke="#008000"/></svg>
        """
            .strip();
    try (PDDocument document = Loader.loadPDF(PdfPicture.of(PlotFile.standalone(svg, 100)))) {
      BufferedImage drawn = new PDFRenderer(document).renderImageWithDPI(0, 96);
      assertEquals(100, drawn.getWidth(), 1);
      // Turned by 90° the rectangle lies to the left of x = 50, from y = 10 to 30.
      assertEquals(0xff0000, drawn.getRGB(45, 20) & 0xffffff);
      assertEquals(0xffffff, drawn.getRGB(55, 20) & 0xffffff);
      assertEquals(0xffffff, drawn.getRGB(45, 35) & 0xffffff);
      assertEquals(0x0000ff, drawn.getRGB(70, 10) & 0xffffff);
      assertEquals(0x008000, drawn.getRGB(4, 36) & 0xffffff);
    }
  }

  @Test
  void whatNoChartHasIsNoMark() {
    String ellipse = "<svg viewBox=\"0 0 10 10\" width=\"10\"><ellipse rx=\"1\"/></svg>";
    assertThrows(IllegalStateException.class, () -> PdfPicture.of(ellipse));
    String arc = "<svg viewBox=\"0 0 10 10\" width=\"10\"><path d=\"M0 0 A1 1\"/></svg>";
    assertThrows(IllegalStateException.class, () -> PdfPicture.of(arc));
  }

  /** Colours of three digits, a raised minus, and the pixels of a PNG file. */
  @Test
  void colourAndSignAreThoseOfTheChart() throws Exception {
    String svg =
        PlotFile.standalone(
            "<svg viewBox=\"0 0 100 50\" class=\"chart\"><rect x=\"0\" y=\"0\" width=\"50\""
                + " height=\"50\" fill=\"#f80\"/><text x=\"60\" y=\"30\">10⁻⁵ 漢</text></svg>",
            100);
    try (PDDocument document = Loader.loadPDF(PdfPicture.of(svg))) {
      assertEquals("10¯⁵ ?", new PDFTextStripper().getText(document).strip());
    }
    BufferedImage image = PdfPicture.image(svg, 2);
    assertEquals(200, image.getWidth());
    assertEquals(0xffff8800, image.getRGB(50, 50) | 0xff000000);
    assertEquals(0xffffffff, image.getRGB(110, 90) | 0xff000000);
  }

  @Test
  void otherSuffixesAreRefused(@TempDir Path folder) throws Exception {
    String chart = charts().get(0);
    for (String name : List.of("a.jpg", "a", "a.svg.txt", "pdf")) {
      Path file = folder.resolve(name);
      InputException e = assertThrows(InputException.class, () -> PlotFile.write(file, chart, 400));
      assertTrue(String.valueOf(e.getMessage()).contains(".svg, .pdf or .png"), e.getMessage());
      assertFalse(Files.exists(file));
    }
    PlotFile.write(folder.resolve("a.PNG"), chart, 400);
    assertEquals(800, ImageIO.read(folder.resolve("a.PNG").toFile()).getWidth());
  }
}
