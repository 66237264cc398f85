package org.xai4j.benchmarks.scale.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.xai4j.benchmarks.cli.ExplainRecipe;
import org.xai4j.benchmarks.scale.RowCuts;
import org.xai4j.benchmarks.scale.RowExplainer;
import org.xai4j.core.run.InputException;

/**
 * Adds a column of attributions to a table, as a stage of a Spark ML pipeline: for each row an array
 * with a number per feature. The features are a vector or an array of numbers, such as {@code
 * VectorAssembler} makes. The model file is read by the driver and broadcast once per executor.
 *
 * <pre>{@code
 * new ExplainTransformer()
 *     .setModelPath("credit.onnx")
 *     .setMethod("kernel-shap")
 *     .setOptions(new String[] {"samples=500"})
 *     .setInputCol("features")
 *     .setOutputCol("attributions")
 *     .transform(table);
 * }</pre>
 *
 * <p>Random methods draw by the seed and a row's values, so that a row gets the same attributions
 * wherever it lies; how rows are cut into partitions changes them by rounding only. For the same
 * bytes whatever the partitions there is {@code explain --on}.
 */
public final class ExplainTransformer extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> modelPath;
  private final Param<String> method;
  private final StringArrayParam options;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> baseline;
  private final Param<String> target;
  private final Param<String> explain;
  private final LongParam seed;
  private final IntParam chunk;

  /** A stage with a name of its own. */
  public ExplainTransformer() {
    this(Identifiable$.MODULE$.randomUID("explain"));
  }

  /**
   * A stage.
   *
   * @param uid its name
   */
  public ExplainTransformer(String uid) {
    this.uid = uid;
    modelPath = new Param<>(this, "modelPath", "model file that this process can read, or a shipped id");
    method = new Param<>(this, "method", "id of the method");
    options = new StringArrayParam(this, "options", "parameters of the method, KEY=VALUE each");
    setDefault(options, new String[0]);
    inputCol = new Param<>(this, "inputCol", "column of the features");
    setDefault(inputCol, "features");
    outputCol = new Param<>(this, "outputCol", "column that is added");
    setDefault(outputCol, "attributions");
    baseline = new Param<>(this, "baseline", "zeros, a number, blur:SIGMA or an .npy file");
    setDefault(baseline, "zeros");
    target = new Param<>(this, "target", "argmax, a class or a contrast");
    setDefault(target, "argmax");
    explain = new Param<>(this, "explain", "logit or probability");
    setDefault(explain, "logit");
    seed = new LongParam(this, "seed", "of all randomness");
    setDefault(seed, 0L);
    chunk = new IntParam(this, "chunk", "rows explained at once", ParamValidators.gt(0));
    setDefault(chunk, 64);
  }

  @Override
  public String uid() {
    return uid;
  }

  /**
   * Holds the model.
   *
   * @return the parameter
   */
  public Param<String> modelPath() {
    return modelPath;
  }

  /**
   * Sets the model.
   *
   * @param value a file that this process can read, or the id of a shipped model
   * @return this
   */
  public ExplainTransformer setModelPath(String value) {
    set(modelPath, value);
    return this;
  }

  /**
   * Holds the method.
   *
   * @return the parameter
   */
  public Param<String> method() {
    return method;
  }

  /**
   * Sets the method.
   *
   * @param value its id, such as {@code integrated-gradients}
   * @return this
   */
  public ExplainTransformer setMethod(String value) {
    set(method, value);
    return this;
  }

  /**
   * Holds parameters of the method.
   *
   * @return the parameter
   */
  public StringArrayParam options() {
    return options;
  }

  /**
   * Sets parameters of the method.
   *
   * @param value {@code KEY=VALUE} each
   * @return this
   */
  public ExplainTransformer setOptions(String[] value) {
    set(options, value);
    return this;
  }

  /**
   * Holds the column of the features.
   *
   * @return the parameter
   */
  public Param<String> inputCol() {
    return inputCol;
  }

  /**
   * Sets the column of the features.
   *
   * @param value vectors or arrays of numbers; {@code features} by default
   * @return this
   */
  public ExplainTransformer setInputCol(String value) {
    set(inputCol, value);
    return this;
  }

  /**
   * Holds the column that is added.
   *
   * @return the parameter
   */
  public Param<String> outputCol() {
    return outputCol;
  }

  /**
   * Sets the column that is added.
   *
   * @param value {@code attributions} by default
   * @return this
   */
  public ExplainTransformer setOutputCol(String value) {
    set(outputCol, value);
    return this;
  }

  /**
   * Holds what stands for absent features.
   *
   * @return the parameter
   */
  public Param<String> baseline() {
    return baseline;
  }

  /**
   * Sets what stands for absent features.
   *
   * @param value zeros (the default), a number, {@code blur:SIGMA} or an {@code .npy} file
   * @return this
   */
  public ExplainTransformer setBaseline(String value) {
    set(baseline, value);
    return this;
  }

  /**
   * Holds what is explained.
   *
   * @return the parameter
   */
  public Param<String> target() {
    return target;
  }

  /**
   * Sets what is explained.
   *
   * @param value argmax (the default), a class or a contrast
   * @return this
   */
  public ExplainTransformer setTarget(String value) {
    set(target, value);
    return this;
  }

  /**
   * Holds the output that is explained.
   *
   * @return the parameter
   */
  public Param<String> explain() {
    return explain;
  }

  /**
   * Sets the output that is explained.
   *
   * @param value logit (the default) or probability
   * @return this
   */
  public ExplainTransformer setExplain(String value) {
    set(explain, value);
    return this;
  }

  /**
   * Holds the seed of all randomness.
   *
   * @return the parameter
   */
  public LongParam seed() {
    return seed;
  }

  /**
   * Sets the seed of all randomness.
   *
   * @param value 0 by default
   * @return this
   */
  public ExplainTransformer setSeed(long value) {
    set(seed, value);
    return this;
  }

  /**
   * Holds how many rows are explained at once.
   *
   * @return the parameter
   */
  public IntParam chunk() {
    return chunk;
  }

  /**
   * Sets how many rows are explained at once.
   *
   * @param value 64 by default
   * @return this
   */
  public ExplainTransformer setChunk(int value) {
    set(chunk, value);
    return this;
  }

  private String text(Param<String> param) {
    InputException.check(
        isDefined(param), "The parameter %s of ExplainTransformer is not set.", param.name());
    return getOrDefault(param);
  }

  /** What {@code explain} would be asked for. */
  private ExplainRecipe recipe() {
    InputException.check(
        !text(baseline).equals("mean"),
        "The baseline mean needs all rows at once; give the means as an .npy file.");
    List<String> words = new ArrayList<>(List.of("--model", text(modelPath)));
    words.addAll(List.of("--method", text(method), "--baseline", text(baseline)));
    words.addAll(List.of("--target", text(target), "--explain", text(explain)));
    words.addAll(List.of("--seed", String.valueOf(getOrDefault(seed))));
    words.addAll(List.of("--chunk", String.valueOf(getOrDefault(chunk))));
    for (String option : (String[]) getOrDefault(options)) {
      words.addAll(List.of("-P", option));
    }
    return ExplainRecipe.of(words);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    List<String> names = Arrays.asList(schema.fieldNames());
    InputException.check(
        names.contains(text(inputCol)),
        "There is no column '%s' of features; the table has %s.",
        text(inputCol),
        String.join(", ", names));
    InputException.check(
        !names.contains(text(outputCol)),
        "The column '%s' is there already; give another name with setOutputCol.",
        text(outputCol));
    return schema.add(
        text(outputCol), DataTypes.createArrayType(DataTypes.FloatType, false), false);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> table) {
    StructType schema = transformSchema(table.schema());
    ExplainRecipe recipe = recipe();
    // A model or method that does not fit is told here, before any work.
    recipe.open(1);
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext());
    ColumnExplainer explainer =
        new ColumnExplainer(
            new SparkShared<>(spark.broadcast(new Opened<RowExplainer>(recipe))),
            text(inputCol),
            (int) RowCuts.least((Integer) getOrDefault(chunk)));
    return table.toDF().mapPartitions(explainer, Encoders.row(schema));
  }

  @Override
  public Transformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Reads stages that {@code write().save(path)} has written.
   *
   * @return a reader
   */
  public static MLReader<ExplainTransformer> read() {
    return new DefaultParamsReader<>();
  }

  /**
   * Reads a stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static ExplainTransformer load(String path) {
    return read().load(path);
  }
}
