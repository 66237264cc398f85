package org.xai4j.lrp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Rule;
import org.xai4j.core.testing.Goldens;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.composite.Start;
import org.xai4j.lrp.rule.AlphaBetaRule;
import org.xai4j.lrp.rule.BetaSmoothRule;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.GammaRule;
import org.xai4j.lrp.rule.ZPlusRule;

/** Every rule and composite against Zennit 1.0 in float64; prints the errors. */
class LrpRulesGoldenTest {
  private static Arguments golden(String path, Composite composite, double single) {
    return Arguments.of(path, composite, single);
  }

  private static Composite convolutions(Rule rule) {
    return Composite.builder().type("convolution", rule).otherwise(new EpsilonRule(1e-6)).build();
  }

  private static Composite smooth() {
    return Composite.builder()
        .type("relu", new BetaSmoothRule(10))
        .otherwise(Rule.GRADIENT)
        .start(Start.ONE)
        .build();
  }

  static Stream<Arguments> goldens() {
    // The last number is what single precision can reach: biases left out make small denominators.
    return Stream.of(
        golden("mlp/zennit_all_zplus", new LrpZPlus().rules(), 1e-5),
        golden("mlp/zennit_beta_smooth", smooth(), 1e-5),
        golden("cnn/zennit_beta_smooth", smooth(), 1e-5),
        golden("mlp/zennit_all_wsquare", new LrpWSquare().rules(), 1e-5),
        golden("mlp/zennit_all_flat", new LrpFlat().rules(), 1e-5),
        golden(
            "mlp/zennit_excitation_backprop",
            new ExcitationBackprop(1e-6, Bias.ABSORBED).rules(),
            1e-5),
        golden("mlp/zennit_epsilon_1e-6_nobias", new LrpEpsilon(1e-6, Bias.IGNORED).rules(), 1e-3),
        golden("cnn/zennit_epsilon_1e-6_nobias", new LrpEpsilon(1e-6, Bias.IGNORED).rules(), 1e-2),
        golden("mlp/lrp_captum_epsilon_0.25", new LrpEpsilon(0.25).rules(), 1e-5),
        golden("cnn/zennit_all_zplus", new LrpZPlus().rules(), 1e-5),
        golden("cnn/zennit_all_alpha2beta1", new LrpAlphaBeta().rules(), 1e-5),
        golden("cnn/zennit_all_gamma0_25", new LrpGamma().rules(), 1e-5),
        golden("cnn/zennit_all_flat", new LrpFlat().rules(), 1e-5),
        golden("cnn/zennit_epsilon_plus", new LrpEpsilonPlus().rules(), 1e-5),
        golden("cnn/zennit_epsilon_plus_flat", new LrpEpsilonPlusFlat().rules(), 1e-5),
        golden("cnn/zennit_epsilon_alpha2_beta1", new LrpEpsilonAlpha2Beta1().rules(), 1e-5),
        golden("cnn/zennit_epsilon_gamma_box", new LrpEpsilonGammaBox().rules(), 1e-5),
        golden(
            "cnn/zennit_excitation_backprop",
            new ExcitationBackprop(1e-6, Bias.ABSORBED).rules(),
            1e-5),
        golden(
            "cnn/zennit_conv_gamma0.25_fc_eps",
            convolutions(new GammaRule(0.25, 1e-6, Bias.ABSORBED)),
            1e-5),
        golden(
            "cnn/zennit_conv_zplus_fc_eps", convolutions(new ZPlusRule(1e-6, Bias.ABSORBED)), 1e-5),
        golden(
            "cnn/zennit_conv_zplus_nobias_fc_eps",
            convolutions(new ZPlusRule(1e-6, Bias.IGNORED)),
            1e-5),
        golden(
            "cnn/zennit_conv_alpha1beta0_fc_eps",
            convolutions(new AlphaBetaRule(1, 0, 1e-6, Bias.ABSORBED)),
            1e-5));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void equalsThePeer(String path, Composite composite, double single) {
    String name = path.substring(0, 3);
    INDArray expected = Goldens.array("ref/" + path + ".npy");
    StringBuilder line = new StringBuilder(path);
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      Network network = Goldens.network(name).as(type);
      INDArray x = Goldens.first(Goldens.inputs(name, type), 8);
      RelevanceExplainer method = new Given(composite);
      INDArray r = method.explain(network, x, Context.standard()).values();
      double error = Goldens.error(expected, r);
      line.append(String.format(java.util.Locale.ROOT, "  %s %.1e", type, error));
      double allowed = type == DataType.FLOAT ? single : 1e-9;
      assertTrue(error <= allowed, path + " " + type + " " + error);
    }
    System.out.println(line);
  }
}
