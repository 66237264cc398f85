package org.xai4j.core.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.xai4j.core.importer.dl4j.Dl4jCases.close;
import static org.xai4j.core.importer.dl4j.Dl4jCases.model;
import static org.xai4j.core.importer.dl4j.Dl4jCases.random;
import static org.xai4j.core.importer.dl4j.Dl4jCases.same;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/** Layers of Deeplearning4j, each against its own outputs; sequences: Dl4jSequencesTest. */
class Dl4jLayersTest {
  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer plain() {
    return new LossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
  }

  private static Layer plainSequence() {
    return new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
  }

  private static Layer plainImage(CNN2DFormat format) {
    return new CnnLossLayer.Builder(LossFunction.MSE)
        .activation(Activation.IDENTITY)
        .format(format)
        .build();
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RRELU"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyActivation(Activation activation) {
    Layer dense = new DenseLayer.Builder().nOut(6).activation(activation).build();
    same(model(InputType.feedForward(4), dense, output()), 4);
  }

  @Test
  void randomisedReluAsDeeplearning4jHasIt() {
    Layer dense = new DenseLayer.Builder().nOut(6).activation(Activation.RRELU).build();
    same(model(InputType.feedForward(4), dense, output()), 4);
  }

  @Test
  void activationsWithSettings() {
    for (IActivation function :
        List.of(
            new ActivationGELU(true),
            new ActivationGELU(false),
            new ActivationReLU(2.0, 0.0, 0.0),
            new ActivationReLU(null, 0.3, 0.0),
            new ActivationReLU(null, 0.0, 0.2))) {
      same(
          model(
              InputType.feedForward(4),
              new DenseLayer.Builder().nOut(6).activation(function).build(),
              plain()),
          4);
    }
  }

  @Test
  void denseWithLayerNormalisationBiasOrNot() {
    same(
        model(
            InputType.feedForward(4),
            new DenseLayer.Builder().nOut(6).hasLayerNorm(true).build(),
            new DenseLayer.Builder().nOut(5).hasBias(false).dropOut(0.5).build(),
            new ElementWiseMultiplicationLayer.Builder().nIn(5).nOut(5).build(),
            new DropoutLayer(0.5),
            output()),
        4);
  }

  @ParameterizedTest
  @CsvSource({
    "Same,NCHW,1,1",
    "Same,NCHW,2,1",
    "Same,NHWC,2,1",
    "Same,NCHW,1,2",
    "Truncate,NCHW,2,1",
    "Truncate,NHWC,1,2",
    "Strict,NCHW,1,1",
    "Strict,NHWC,1,1"
  })
  void convolution(ConvolutionMode mode, CNN2DFormat format, int stride, int dilation) {
    boolean last = format == CNN2DFormat.NHWC;
    Layer convolution =
        new ConvolutionLayer.Builder(3, 2)
            .nOut(4)
            .stride(stride, stride)
            .dilation(dilation, dilation)
            .convolutionMode(mode)
            .dataFormat(format)
            .activation(Activation.TANH)
            .build();
    MultiLayerNetwork model =
        model(InputType.convolutional(9, 8, 2, format), convolution, output());
    same(model, last ? new long[] {9, 8, 2} : new long[] {2, 9, 8});
    sized(
        model(InputType.convolutional(9, 8, 2, format), convolution, plainImage(format)),
        last,
        9,
        8,
        2);
  }

  private static void sized(MultiLayerNetwork model, boolean last, long h, long w, long c) {
    long[] row = last ? new long[] {h, w, c} : new long[] {c, h, w};
    Network network = Dl4jImporter.convert(model, row);
    INDArray x = random(3, Dl4jCases.batch(4, row));
    close(model.output(x.dup(), false), network.predict(x));
  }

  @Test
  void paddedConvolutionsAndFlatImages() {
    Layer convolution =
        new ConvolutionLayer.Builder(3, 3).nOut(4).padding(1, 2).hasBias(false).build();
    same(model(InputType.convolutional(6, 7, 2), convolution, output()), 2, 6, 7);
    same(model(InputType.convolutionalFlat(6, 7, 2), convolution, output()), 84);
  }

  @ParameterizedTest
  @CsvSource({"Same,2,3", "Same,3,2", "Same,1,4", "Truncate,2,3", "Truncate,3,2"})
  void transposedConvolution(ConvolutionMode mode, int stride, int kernel) {
    Layer layer =
        new Deconvolution2D.Builder(kernel, kernel)
            .nOut(3)
            .stride(stride, stride)
            .padding(mode == ConvolutionMode.Same ? 0 : 1, mode == ConvolutionMode.Same ? 0 : 1)
            .convolutionMode(mode)
            .build();
    same(model(InputType.convolutional(5, 4, 2), layer, output()), 2, 5, 4);
  }

  @ParameterizedTest
  @EnumSource(
      value = ConvolutionMode.class,
      names = {"Same", "Truncate"})
  void depthwiseAndSeparable(ConvolutionMode mode) {
    same(
        model(
            InputType.convolutional(7, 6, 3),
            new DepthwiseConvolution2D.Builder()
                .kernelSize(3, 3)
                .depthMultiplier(2)
                .convolutionMode(mode)
                .build(),
            output()),
        3,
        7,
        6);
    same(
        model(
            InputType.convolutional(7, 6, 3),
            new SeparableConvolution2D.Builder(3, 3)
                .nOut(5)
                .depthMultiplier(2)
                .convolutionMode(mode)
                .build(),
            output()),
        3,
        7,
        6);
  }

  @ParameterizedTest
  @CsvSource({
    "MAX,Truncate,0,false",
    "AVG,Truncate,0,false",
    "MAX,Same,0,false",
    "AVG,Same,0,false",
    "MAX,Truncate,1,false",
    "AVG,Truncate,1,false",
    "AVG,Truncate,1,true",
    "AVG,Same,0,true"
  })
  void pooling(PoolingType type, ConvolutionMode mode, int padding, boolean include) {
    Layer layer =
        new SubsamplingLayer.Builder(type)
            .kernelSize(3, 2)
            .stride(2, 2)
            .padding(padding, padding)
            .convolutionMode(mode)
            .avgPoolIncludePadInDivisor(include)
            .build();
    same(model(InputType.convolutional(8, 7, 2), layer, output()), 2, 8, 7);
  }

  @ParameterizedTest
  @CsvSource({"MAX,Same", "AVG,Same", "MAX,Truncate", "AVG,Truncate"})
  void poolingOfSequences(PoolingType type, ConvolutionMode mode) {
    Layer layer =
        new Subsampling1DLayer.Builder(type).kernelSize(3).stride(2).convolutionMode(mode).build();
    MultiLayerNetwork model = model(InputType.recurrent(3, 9), layer, plainSequence());
    Network network = Dl4jImporter.convert(model, 3, 9);
    INDArray x = random(3, 5, 3, 9);
    close(model.output(x.dup(), false), network.predict(x));
  }

  @ParameterizedTest
  @EnumSource(
      value = PoolingType.class,
      names = {"MAX", "AVG", "SUM"})
  void globalPooling(PoolingType type) {
    // Not shared by the models: setting the input type changes it.
    Layer pooling = new GlobalPoolingLayer.Builder(type).build();
    Layer other = new GlobalPoolingLayer.Builder(type).build();
    Layer convolution = new ConvolutionLayer.Builder(3, 3).nOut(4).build();
    same(model(InputType.convolutional(6, 5, 2), convolution, pooling, output()), 2, 6, 5);
    Layer lstm = new LSTM.Builder().nOut(4).build();
    same(model(InputType.recurrent(3), lstm, other, output()), 3, 7);
  }

  @Test
  void paddingCroppingUpsampling() {
    same(
        model(
            InputType.convolutional(6, 5, 2),
            new ZeroPaddingLayer.Builder(1, 2, 3, 0).build(),
            new Upsampling2D.Builder(2).build(),
            new Cropping2D.Builder(1, 2, 3, 0).build(),
            output()),
        2,
        6,
        5);
    same(
        model(
            InputType.recurrent(3, 9),
            new Convolution1DLayer.Builder(3).nOut(4).build(),
            new ZeroPadding1DLayer.Builder(1, 2).build(),
            new Upsampling1D.Builder(2).build(),
            new Cropping1D.Builder(2, 1).build(),
            new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build()),
        3,
        9);
  }

  @ParameterizedTest
  @CsvSource({
    "Same,NCW,1",
    "Truncate,NCW,1",
    "Causal,NCW,1",
    "Causal,NCW,2",
    "Causal,NWC,1",
    "Same,NWC,1"
  })
  void convolutionOfSequences(ConvolutionMode mode, RNNFormat format, int dilation) {
    boolean last = format == RNNFormat.NWC;
    MultiLayerNetwork model =
        model(
            InputType.recurrent(3, 9, format),
            new Convolution1DLayer.Builder(3)
                .nOut(4)
                .dilation(dilation)
                .convolutionMode(mode)
                .rnnDataFormat(format)
                .build(),
            new GlobalPoolingLayer.Builder(PoolingType.MAX).poolingDimensions(last ? 1 : 2).build(),
            output());
    same(model, last ? new long[] {9, 3} : new long[] {3, 9});
  }

  @Test
  void batchNormalisationWithItsStatistics() {
    same(
        model(
            InputType.convolutional(6, 5, 2),
            new BatchNormalization.Builder().eps(1e-3).build(),
            new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
            new BatchNormalization.Builder().build(),
            new DenseLayer.Builder().nOut(5).build(),
            new BatchNormalization.Builder().useLogStd(true).build(),
            output()),
        2,
        6,
        5);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "1,0.5", "2,0.5"})
  void batchNormalisationWithFixedScale(double gamma, double beta) {
    same(
        model(
            InputType.feedForward(4),
            new DenseLayer.Builder().nOut(5).build(),
            new BatchNormalization.Builder().lockGammaBeta(true).gamma(gamma).beta(beta).build(),
            output()),
        4);
    same(
        model(
            InputType.convolutional(6, 5, 2),
            new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
            new BatchNormalization.Builder().lockGammaBeta(true).gamma(gamma).beta(beta).build(),
            output()),
        2,
        6,
        5);
  }

  @Test
  void learnedSlopes() {
    same(
        model(
            InputType.convolutional(6, 5, 2),
            new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
            new PReLULayer.Builder().inputShape(4, 4, 3).build(),
            new PReLULayer.Builder().inputShape(4, 4, 3).sharedAxes(2, 3).build(),
            output()),
        2,
        6,
        5);
  }

  @Test
  void softmaxInsideTheModelAndFrozenLayers() {
    same(
        model(
            InputType.convolutional(6, 5, 2),
            new FrozenLayer(new ConvolutionLayer.Builder(3, 3).nOut(4).build()),
            new ActivationLayer(Activation.SOFTMAX),
            output()),
        2,
        6,
        5);
    same(
        model(
            InputType.recurrent(3, 6),
            new LSTM.Builder().nOut(4).build(),
            new ActivationLayer(Activation.SOFTMAX),
            new LastTimeStep(new LSTM.Builder().nOut(4).build()),
            output()),
        3,
        6);
    same(
        model(
            InputType.convolutional(6, 5, 2),
            new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
            new CnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build()),
        2,
        6,
        5);
  }

  @Test
  void sizesAreInferredWhereTheLayersTellThem() {
    Layer five = new ConvolutionLayer.Builder(5, 5).nOut(4).build();
    Layer pool =
        new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build();
    assertEquals(
        List.of(1L, 9L, 8L),
        Dl4jImporter.convert(model(InputType.convolutional(9, 8, 1), five, output())).inputShape());
    MultiLayerNetwork pooled = model(InputType.convolutional(28, 28, 1), five, pool, output());
    assertEquals(List.of(1L, -1L, -1L), Dl4jImporter.convert(pooled).inputShape());
    assertEquals(List.of(1L, 28L, 28L), Dl4jImporter.convert(pooled, 1, 28, 28).inputShape());
    assertThrows(InputException.class, () -> Dl4jImporter.convert(pooled, 1, 40, 28));
  }

  @Test
  void unsupportedLayersAreNamed() {
    MultiLayerNetwork graves =
        model(
            InputType.recurrent(3),
            new GravesLSTM.Builder().nOut(4).build(),
            new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).build());
    String message =
        assertThrows(InputException.class, () -> Dl4jImporter.convert(graves)).getMessage();
    assertTrue(message.contains("'layer0' is a GravesLSTM"), message);
    MultiLayerNetwork local =
        model(
            InputType.convolutional(5, 5, 1),
            new LocallyConnected2D.Builder().kernelSize(2, 2).nOut(2).build(),
            output());
    message = assertThrows(InputException.class, () -> Dl4jImporter.convert(local)).getMessage();
    assertTrue(message.contains("'layer0' is a LocallyConnected2D"), message);
  }
}
