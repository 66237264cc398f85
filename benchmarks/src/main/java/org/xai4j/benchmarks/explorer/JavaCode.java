package org.xai4j.benchmarks.explorer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.xai4j.core.data.TableSchema;

/** What a page asks as a Java program, which writes the bytes of the command. */
final class JavaCode {
  /** How an option is said in Java; %s is its value. */
  private static final Map<String, String> SAID =
      Map.of(
          "--baseline", ".with(Baseline.parse(\"%s\"))",
          "--groups", ".with(FeatureGroups.parse(\"%s\").on(model))",
          "--layer", ".withLayer(\"%s\")",
          "--seed", ".withSeed(%sL)");

  private JavaCode() {}

  /**
   * The program; it reads the row from row.npy.
   *
   * @param question what is asked
   * @param exhibit of which model
   * @param method the explainer
   * @return nothing where a line of Java cannot say all of it: training rows as the baseline, or
   *     options of the model's file
   */
  static Optional<String> of(Question question, Exhibit exhibit, Object method) {
    boolean known = exhibit.schema().isEmpty() || exhibit.rowOptions().contains(exhibit.id());
    boolean train = question.options().stream().anyMatch(o -> o.matches("train(:.*)?"));
    if (!plain(exhibit) || !known || train) {
      return Optional.empty();
    }
    String type = method.getClass().getName();
    StringBuilder context = new StringBuilder("Context.standard()");
    exhibit.schema().ifPresent(schema -> context.append(columns(schema, exhibit.id())));
    context.append(options(question.options()));
    String parameters =
        question.parameters().entrySet().stream()
            .map(p -> quoted(p.getKey()) + ", " + quoted(p.getValue()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        """
        import java.nio.file.Path;
        import java.util.Map;
        import org.nd4j.linalg.api.buffer.DataType;
        import org.nd4j.linalg.api.ndarray.INDArray;
        import org.xai4j.benchmarks.data.*;
        import org.xai4j.core.data.Npy;
        import org.xai4j.core.explain.*;
        import org.xai4j.core.importer.onnx.OnnxRequest;
        import org.xai4j.core.network.Model;
        import org.xai4j.core.registry.Registry;

        public class Why {
          public static void main(String[] args) {
            Model model = Models.model(%s, OnnxRequest.standard()).as(DataType.FLOAT);
            INDArray row = model.accept(Npy.read(Path.of("row.npy")));
            Context context = %s;
            var explainer =
                (%s) Registry.load("method", Explainer.class).create(%s, Map.of(%s));
            INDArray values = explainer.explain(explainer.take(model), row, context).values();
            Npy.write(Path.of("attributions.npy"), values);
          }
        }
        """
            .formatted(
                quoted(exhibit.modelOptions().get(1)),
                context,
                type,
                quoted(question.method()),
                parameters));
  }

  /** Whether model and row are two files; a text and its mask are more. */
  private static boolean plain(Exhibit exhibit) {
    return exhibit.modelOptions().size() == 2 && exhibit.texts().isEmpty();
  }

  /** The output of a layer, which the program writes to layer.npy. */
  static Optional<String> layer(Question question, Exhibit exhibit) {
    if (!plain(exhibit)) {
      return Optional.empty();
    }
    return Optional.of(
        """
        import java.nio.file.Path;
        import org.nd4j.linalg.api.buffer.DataType;
        import org.xai4j.benchmarks.data.Models;
        import org.xai4j.core.data.Npy;
        import org.xai4j.core.network.Network;

        public class Why {
          public static void main(String[] args) {
            Network model = Models.read(%s).as(DataType.FLOAT);
            Network part = model.upTo(model.node(%s));
            Npy.write(Path.of("layer.npy"), part.predict(model.accept(Npy.read(Path.of("row.npy")))));
          }
        }
        """
            .formatted(quoted(exhibit.modelOptions().get(1)), quoted(question.option("--layer"))));
  }

  /** The automaton of a network, which the program writes to automaton.dot. */
  static String automaton(Question question, int updates) {
    return """
        import java.nio.file.*;
        import org.xai4j.core.run.Progress;
        import org.xai4j.rnn.drawing.Drawing;
        import org.xai4j.rnn.extraction.*;
        import org.xai4j.rnn.language.Languages;
        import org.xai4j.rnn.training.*;

        public class Why {
          public static void main(String[] args) throws Exception {
            Training training = Training.standard(Architecture.%s).withUpdates(%d);
            TrainedNetwork network =
                LanguageTrainer.train(training, Languages.get(%s), 0, Progress.SILENT);
            Limits limits = Limits.standard().withSeconds(20).withStates(40);
            Extraction found =
                new LStar()
                    .extract(
                        network, new Request(network.alphabet(), network.outputNames(), 0, limits));
            Files.writeString(Path.of("automaton.dot"), Drawing.dot(found.machine()));
          }
        }
        """
        .formatted(
            AutomatonAnswers.architecture(question.beside("network")),
            updates,
            quoted(question.beside("language")));
  }

  private static String columns(TableSchema schema, String data) {
    return schema.width() == 0 ? "" : ".with(Datasets.get(" + quoted(data) + ").columns().get())";
  }

  private static String options(List<String> options) {
    StringBuilder said = new StringBuilder();
    boolean probability = false;
    String target = "Target.argmax()";
    for (int i = 0; i < options.size(); i += 2) {
      String value = escaped(options.get(i + 1));
      switch (options.get(i)) {
        case "--target" -> target = "Target.parse(\"" + value + "\")";
        case "--explain" -> probability = value.equalsIgnoreCase("probability");
        default -> said.append(Objects.requireNonNull(SAID.get(options.get(i))).formatted(value));
      }
    }
    return ".with(" + target + (probability ? ".asProbability()" : "") + ")" + said;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String quoted(String text) {
    return "\"" + escaped(text) + "\"";
  }
}
