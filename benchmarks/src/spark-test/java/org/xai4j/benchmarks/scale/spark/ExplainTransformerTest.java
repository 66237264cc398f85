package org.xai4j.benchmarks.scale.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.perturbation.FeatureAblation;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.nd4j.linalg.api.buffer.DataType;

/** Attributions as a stage of a pipeline: those of this process. */
class ExplainTransformerTest {
  private static final String MODEL = "breast-cancer-onnx";
  private static final int ROWS = 40;

  @TempDir Path folder;
  private SparkSession session;

  @BeforeEach
  void start() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .getOrCreate();
  }

  @AfterEach
  void stop() {
    session.stop();
  }

  private Dataset<Row> table(double[] flat, int width) {
    StructType schema = new StructType().add("id", DataTypes.IntegerType);
    for (int c = 0; c < width; c++) {
      schema = schema.add("c" + c, DataTypes.DoubleType);
    }
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      Object[] cells = new Object[width + 1];
      cells[0] = row;
      for (int c = 0; c < width; c++) {
        cells[c + 1] = flat[row * width + c];
      }
      rows.add(RowFactory.create(cells));
    }
    return session.createDataFrame(rows, schema).repartition(3);
  }

  @Test
  void aStageOfAPipelineThatIsSavedAndLoaded() throws Exception {
    Network network = Models.read(MODEL);
    int width = Math.toIntExact(network.inputShape().get(0));
    SplitRandom random = SplitRandom.of(1);
    double[] flat = new double[ROWS * width];
    Arrays.setAll(flat, i -> random.nextDouble());
    INDArray inputs = NdArrays.array(DataType.FLOAT, flat, ROWS, width);
    double[] expected =
        NdArrays.doubles(
            new FeatureAblation().explain(network, inputs, Context.standard()).values());
    ExplainTransformer stage =
        new ExplainTransformer()
            .setModelPath(MODEL)
            .setMethod("feature-ablation")
            .setInputCol("features")
            .setOutputCol("why")
            .setChunk(4);
    VectorAssembler assembler =
        new VectorAssembler()
            .setInputCols(
                IntStream.range(0, width).mapToObj(c -> "c" + c).toArray(String[]::new))
            .setOutputCol("features");
    Dataset<Row> table = table(flat, width);
    String saved = folder.resolve("pipeline").toUri().toString();
    new Pipeline()
        .setStages(new PipelineStage[] {assembler, stage})
        .fit(table)
        .write()
        .save(saved);
    List<Row> rows =
        PipelineModel.load(saved).transform(table).select("id", "why").orderBy("id").collectAsList();
    assertEquals(ROWS, rows.size());
    for (int i = 0; i < ROWS; i++) {
      double[] own = rows.get(i).<Float>getList(1).stream().mapToDouble(x -> x).toArray();
      assertArrayEquals(
          Arrays.copyOfRange(expected, i * width, (i + 1) * width), own, 1e-5, "row " + i);
    }
  }

  @Test
  void whatCannotBeDoneIsSaidBeforeAnyWork() {
    Dataset<Row> table = table(new double[ROWS], 1);
    ExplainTransformer stage = new ExplainTransformer().setMethod("gradient").setInputCol("c0");
    assertTrue(said(stage, table).contains("modelPath"));
    stage.setModelPath(MODEL);
    assertTrue(said(stage.setBaseline("mean"), table).contains("needs all rows"));
    assertTrue(said(stage.setBaseline("zeros").setOutputCol("id"), table).contains("already"));
    assertTrue(said(stage.setOutputCol("why").setInputCol("x"), table).contains("id, c0"));
    assertTrue(said(stage.setInputCol("c0").setMethod("no"), table).contains("'no'"));
  }

  private static String said(ExplainTransformer stage, Dataset<Row> table) {
    InputException e = assertThrows(InputException.class, () -> stage.transform(table));
    return String.valueOf(e.getMessage());
  }
}
