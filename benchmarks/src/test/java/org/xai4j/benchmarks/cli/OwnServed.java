package org.xai4j.benchmarks.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import picocli.CommandLine;

/** Models of one's own, as the explorer serves them. */
final class OwnServed {
  private OwnServed() {}

  /** A model with the options of its rows. */
  private static ServedModel of(Path model, String... rows) {
    return new ServedModel(
        String.valueOf(model.getFileName()),
        List.of("--model", model.toString()),
        List.of(rows),
        CommandLine.populateCommand(new ModelOption(), "--model", model.toString()),
        CommandLine.populateCommand(new TableInput(), rows),
        "");
  }

  /** distilbert.onnx, which knows a, fine, film and ##s. */
  static ServedModel texts(Path folder, String... texts) throws IOException {
    Path model = folder.resolve("distilbert.onnx");
    try (InputStream in = OwnServed.class.getResourceAsStream("/onnx-real/distilbert-sdpa.onnx")) {
      Files.write(model, Objects.requireNonNull(in).readAllBytes());
    }
    Path tokenizer =
        Files.writeString(
            folder.resolve("words.json"),
            "{\"model\": {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\", \"vocab\":"
                + " {\"[PAD]\": 0, \"[UNK]\": 1, \"a\": 2, \"fine\": 3, \"film\": 4, \"##s\": 5}},"
                + " \"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}}");
    List<String> rows = new ArrayList<>();
    for (String text : texts) {
      rows.addAll(List.of("--text", text));
    }
    rows.addAll(List.of("--tokenizer", tokenizer.toString()));
    return of(model, rows.toArray(new String[0]));
  }

  /** tomita4-lstm.onnx, with the word ababababab. */
  static ServedModel words(Path folder) {
    Path rows = folder.resolve("words.npy");
    double[] one = new double[20];
    for (int t = 0; t < 10; t++) {
      one[2 * t + t % 2] = 1;
    }
    Npy.write(rows, NdArrays.array(DataType.FLOAT, one, 1, 10, 2));
    Path model = Path.of("src/test/resources/recurrent/tomita4-lstm.onnx").toAbsolutePath();
    return of(model, "--input", rows.toString());
  }
}
