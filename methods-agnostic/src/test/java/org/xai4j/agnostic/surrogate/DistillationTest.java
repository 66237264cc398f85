package org.xai4j.agnostic.surrogate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.Toy;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableEncoding;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/** Students of teachers whose answers are known. */
class DistillationTest {
  private static final Context CONTEXT = Context.standard().with(Toy.SCHEMA).withSeed(3);

  @Test
  void softAnswersAreThoseOfTheLogits() {
    double[] logits = {2, -1, 0.5};
    double[] p = Teaching.soft(logits, 1);
    assertEquals(1, Arrays.stream(p).sum(), 1e-15);
    assertArrayEquals(Teaching.soft(logits, 4), Teaching.soften(p, 4), 1e-15);
    assertArrayEquals(p, Teaching.soften(p, 1), 1e-15);
    // Hotter answers are closer to each other; a class that is ruled out stays so.
    assertEquals(Math.exp(0.75), Teaching.soften(p, 4)[0] / Teaching.soften(p, 4)[1], 1e-12);
    assertArrayEquals(new double[] {0, 1}, Teaching.soften(new double[] {0, 1}, 5), 0);
  }

  @Test
  void aLinearStudentOfALogisticTeacherIsTheTeacher() {
    Predictor teacher = Toy.classifier(r -> 0.08 * r[0] - 0.1 * r[1] - 1 + (r[3] == 1 ? 1 : 0));
    INDArray rows = Toy.rows(400, 5);
    Surrogate s =
        new Distillation(Distillation.Student.LINEAR, 2, 1, 300, 4).explain(teacher, rows, CONTEXT);
    Surrogate.Student student = (Surrogate.Student) s.form();
    assertTrue(s.fidelity() >= 0.98, "fidelity " + s.fidelity());
    for (double[] row : NdArrays.rows(Toy.rows(20, 9))) {
      double[] z = student.logits(row);
      double wanted = 0.08 * row[0] - 0.1 * row[1] - 1 + (row[3] == 1 ? 1 : 0);
      assertEquals(wanted, z[1] - z[0], 0.02);
    }
    assertEquals(100, s.rows());
    assertEquals(List.of(), s.accuracy());
  }

  @Test
  void aNetworkLearnsWhatNoLinearStudentCan() {
    // Granted where income is high or debt is, but not both.
    Predictor teacher = Toy.classifier(r -> -(r[0] - 50) * (r[1] - 25) / 100);
    INDArray rows = Toy.rows(600, 5);
    Surrogate network = new Distillation().explain(teacher, rows, CONTEXT);
    Surrogate linear =
        new Distillation(Distillation.Student.LINEAR).explain(teacher, rows, CONTEXT);
    assertTrue(network.fidelity() > 0.9, "network " + network.fidelity());
    assertTrue(linear.fidelity() < 0.7, "linear " + linear.fidelity());
    assertTrue(linear.form().size() < network.form().size());
  }

  @Test
  void theStudentAsANetworkAnswersTheSame() {
    INDArray rows = Toy.rows(60, 5);
    Surrogate s =
        new Distillation(Distillation.Student.NETWORK, 3, 5, 20, 4)
            .explain(Toy.loan(), rows, CONTEXT);
    Surrogate.Student student = (Surrogate.Student) s.form();
    Network network = student.network(DataType.DOUBLE, 4);
    double[][] outputs = NdArrays.rows(network.predict(rows));
    double[][] raw = NdArrays.rows(rows);
    for (int i = 0; i < raw.length; i++) {
      assertArrayEquals(Teaching.soft(student.logits(raw[i]), 1), outputs[i], 1e-12);
    }
  }

  @Test
  void aTreeWeighsClassesBySoftAnswers() {
    Predictor teacher = Toy.classifier(r -> (r[0] > 60 ? 2 : -1) + (r[3] == 1 ? 3 : 0));
    INDArray rows = Toy.rows(400, 5);
    Surrogate s = new Distillation(Distillation.Student.TREE).explain(teacher, rows, CONTEXT);
    assertTrue(s.fidelity() >= 0.98, "fidelity " + s.fidelity());
    // By the answers alone one split on income would do where it matters; both columns are there.
    Surrogate.Tree tree = (Surrogate.Tree) s.form();
    assertEquals(1, tree.answer(new double[] {95, 0, 0, 0}));
    assertEquals(1, tree.answer(new double[] {5, 0, 0, 1}));
    assertEquals(0, tree.answer(new double[] {5, 0, 0, 2}));
  }

  @Test
  void accuraciesAreOfTheTrueClasses() {
    INDArray rows = Toy.rows(200, 5);
    double[][] raw = NdArrays.rows(rows);
    // The teacher is right except where housing is free; a tree of depth 1 sees income only.
    Predictor teacher = Toy.classifier(r -> r[0] > 50 ? 5 : -5);
    int[] truth =
        IntStream.range(0, 200).map(i -> raw[i][0] > 50 == raw[i][3] < 2 ? 1 : 0).toArray();
    Surrogate s =
        new Distillation(Distillation.Student.TREE, 1, 1, 1, 1)
            .explain(teacher, rows, CONTEXT.with(Target.of(truth)));
    assertEquals(1, s.fidelity());
    Surrogate.Accuracy accuracy = s.accuracy().get(0);
    assertEquals(0, accuracy.lost());
    assertTrue(accuracy.model() > 0.5 && accuracy.model() < 0.8, "about 2/3: " + accuracy.model());
  }

  @Test
  void picturesAreTaughtToo() {
    SplitRandom random = SplitRandom.of(1);
    double[] pixels = new double[100 * 9];
    Arrays.setAll(pixels, i -> random.nextDouble());
    INDArray images = NdArrays.array(DataType.DOUBLE, pixels, 100, 1, 3, 3);
    Predictor teacher = Toy.classifier(r -> 6 * (r[4] - r[0]));
    Surrogate s =
        new Distillation(Distillation.Student.LINEAR).explain(teacher, images, Context.standard());
    assertTrue(s.fidelity() > 0.9, "fidelity " + s.fidelity());
    Network network = ((Surrogate.Student) s.form()).network(DataType.DOUBLE, 1, 3, 3);
    assertEquals(2, network.predict(images).size(1));
  }

  @Test
  void theSameSeedGivesTheSameBytesOnAnyThreads() {
    INDArray rows = Toy.rows(60, 5);
    Distillation method = new Distillation(Distillation.Student.NETWORK, 3, 4, 5, 4);
    Context one = CONTEXT.with(new Execution(1, 1));
    Surrogate.Student a = (Surrogate.Student) method.explain(Toy.loan(), rows, one).form();
    Context eight = CONTEXT.with(new Execution(7, 8));
    Surrogate.Student b = (Surrogate.Student) method.explain(Toy.loan(), rows, eight).form();
    for (int l = 0; l < a.layers().size(); l++) {
      assertTrue(Arrays.deepEquals(a.layers().get(l).weights(), b.layers().get(l).weights()));
    }
    Surrogate.Student other =
        (Surrogate.Student) method.explain(Toy.loan(), rows, CONTEXT.withSeed(4)).form();
    assertTrue(a.layers().get(1).weights()[0][0] != other.layers().get(1).weights()[0][0]);
  }

  @Test
  void theEncodingInFrontIsMergedExactly() {
    double[][] raw = NdArrays.rows(Toy.rows(30, 2));
    TableEncoding encoding = TableEncoding.of(Toy.SCHEMA, raw);
    double[][] inner = new double[encoding.width()][2];
    SplitRandom random = SplitRandom.of(2);
    for (double[] w : inner) {
      Arrays.setAll(w, u -> random.nextGaussian());
    }
    Surrogate.Stage plain = new Surrogate.Stage(inner, new double[2], false);
    Surrogate.Student merged =
        new Surrogate.Student(
            List.of(
                new Surrogate.Stage(encoding.weights(), encoding.biases(), true),
                new Surrogate.Stage(encoding.merged(inner), new double[2], false)));
    double[][] encoded = encoding.encode(raw);
    for (int i = 0; i < raw.length; i++) {
      assertArrayEquals(plain.apply(encoded[i]), merged.logits(raw[i]), 1e-10);
    }
  }

  @Test
  void scoresThatAreNoProbabilitiesAreRefused() {
    Predictor scores =
        v -> NdArrays.array(DataType.DOUBLE, new double[(int) (2 * v.size(0))], v.size(0), 2);
    InputException sum =
        assertThrows(
            InputException.class,
            () -> new Distillation().explain(scores, Toy.rows(30, 1), CONTEXT));
    assertTrue(sum.getMessage().contains("sum to 0.0; put a softmax"), sum.getMessage());
    Predictor negative = v -> scores.predict(v).sub(1);
    InputException sign =
        assertThrows(
            InputException.class,
            () -> new Distillation().explain(negative, Toy.rows(30, 1), CONTEXT));
    assertTrue(sign.getMessage().contains("gives -1.0 for row 0"), sign.getMessage());
    InputException few =
        assertThrows(
            InputException.class,
            () -> new Distillation().explain(Toy.loan(), Toy.rows(5, 1), CONTEXT));
    assertTrue(few.getMessage().contains("at least 20 rows"), few.getMessage());
  }
}
