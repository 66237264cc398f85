package org.xai4j.benchmarks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Charts from the command line: what stands in them, and what is refused. */
class PlotCommandTest {
  @TempDir Path folder;

  private Ran plot(String kind, String model, String more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "plot",
                kind,
                "--model",
                model,
                "--input",
                model,
                "--output",
                folder.resolve("plot.svg")));
    arguments.addAll(List.of((Object[]) more.split(" ")));
    return Ran.command(arguments.toArray());
  }

  private List<String> texts() throws Exception {
    String svg = Files.readString(folder.resolve("plot.svg"));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    NodeList nodes = document.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  @ParameterizedTest
  @CsvSource({
    "waterfall,credit,--rows 3 --shown 4 -P samples=100,16 others",
    "force,credit,--rows 3 -P samples=100,num dependents = 1",
    "beeswarm,breast-cancer,--rows 0-9 --shown 3 --method input-x-gradient,worst texture",
    "bar,credit,--rows 0-3 --method saliency,purpose",
    "dependence,credit,--rows 0-9 --method saliency --feature age,age",
    "decision,breast-cancer,--rows 0-5 -P samples=60 --shown 5,25 others",
    "image,mnist,--rows 2 --method saliency,saliency",
    "text,sentiment,--rows 2 --method input-x-gradient,average",
    "series,splice,--rows 0 --method saliency,position",
    "series,p300,--rows 0 --method saliency --time 0:16:ms,PO7",
    "head,p300,--rows 0 --method input-x-gradient --time 0:16:ms,0 to 112 ms",
  })
  void everyPlotIsAPictureOfItsOwn(String kind, String model, String more, String text)
      throws Exception {
    Ran ran = plot(kind, model, more);
    assertEquals(0, ran.code(), ran.err());
    assertTrue(texts().contains(text), texts().toString());
    assertTrue(Files.readString(folder.resolve("plot.svg")).startsWith("<svg width=\"800\""));
  }

  /** The file that a path ending in .pdf names has the texts of the SVG file. */
  @Test
  void aPlotIsAlsoAPage() throws Exception {
    Ran ran = plot("bar", "credit", "--rows 0-3 --method saliency");
    assertEquals(0, ran.code(), ran.err());
    Path pdf = folder.resolve("plot.PDF");
    Ran page =
        Ran.command(
            "plot",
            "bar",
            "--model",
            "credit",
            "--input",
            "credit",
            "--rows",
            "0-3",
            "--method",
            "saliency",
            "--width",
            "400",
            "--output",
            pdf);
    assertEquals(0, page.code(), page.err());
    try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
      assertEquals(300, document.getPage(0).getMediaBox().getWidth(), 1e-3);
      String read = new PDFTextStripper().getText(document);
      texts().forEach(text -> assertTrue(read.contains(text), text));
    }
    Ran other = plot("bar", "credit", "--rows 0 --method saliency --output bars.png");
    assertEquals(2, other.code());
  }

  /** The last step of a waterfall ends at the score, which is the base and all values. */
  @Test
  void aWaterfallEndsAtTheScore() throws Exception {
    Ran ran = plot("waterfall", "breast-cancer", "--rows 1 --method deep-lift --shown 30");
    assertEquals(0, ran.code(), ran.err());
    double base = number("base ");
    double score = number("score ");
    double sum =
        texts().stream()
            .filter(t -> t.matches("[+−]\\d+\\.\\d+"))
            .mapToDouble(t -> Double.parseDouble(t.replace('−', '-')))
            .sum();
    assertEquals(score, base + sum, 0.05 * Math.max(1, Math.abs(score)));
  }

  private double number(String before) throws Exception {
    return texts().stream()
        .filter(t -> t.startsWith(before))
        .mapToDouble(t -> Double.parseDouble(t.substring(before.length()).replace('−', '-')))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pie|credit|--rows 0|There is no plot 'pie'; take one of waterfall, force, beeswarm",
        "waterfall|credit|--rows 0-3|draws one row, and there are 4; choose one with --rows",
        "waterfall|credit|--rows 0 --method saliency|do not lead from a base value",
        "beeswarm|mnist|--rows 0 --method saliency|draws the columns of tables",
        "image|credit|--rows 0 --method saliency|draws images",
        "text|credit|--rows 0 --method saliency|the input is no text",
        "series|credit|--rows 0 --method saliency|draws series",
        "head|splice|--rows 0 --method saliency|There is no electrode 'A'",
        "series|p300|--rows 0 --method saliency --time 4|are not START:STEP:UNIT",
        "dependence|credit|--rows 0-3 --method saliency --feature rent|There is no feature 'rent'",
        "bar|credit|--rows 0-9 --method permutation-importance|gives no value per feature",
        "bar|credit|--rows 0 --width 5|100 to 20000 pixels",
      })
  void whatDoesNotFitIsRefusedInASentence(String kind, String model, String more, String said) {
    Ran ran = plot(kind, model, more);
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains(said), ran.err());
    assertTrue(Files.notExists(folder.resolve("plot.svg")));
  }

  @Test
  void theMeanOfOneRowIsNoBaseline() {
    for (String command :
        List.of("plot waterfall --output a.svg", "explain --method lime --output a.npy")) {
      String all = command.replace(" a.", " " + folder + "/a.") + " --model credit --input credit";
      Ran ran = Ran.command((Object[]) (all + " --rows 4 --baseline mean").split(" "));
      assertEquals(2, ran.code());
      assertTrue(ran.err().contains("The mean of one row is that row"), ran.err());
    }
  }
}
