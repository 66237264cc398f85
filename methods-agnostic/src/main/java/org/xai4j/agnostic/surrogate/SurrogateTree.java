package org.xai4j.agnostic.surrogate;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Holdout;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * A decision tree that imitates the model: CART (of Tribuo) on the model's own answers for a data
 * set. Fidelity is the share of equal answers on a quarter of the rows that the tree has not seen.
 *
 * @param depth of the tree
 * @param leaf fewest rows in a node that is split
 */
@Info(
    id = "surrogate-tree",
    title = "Surrogate tree",
    summary = "A small decision tree that answers like the model.",
    reference = "Craven and Shavlik 1996 (Trepan); Breiman et al. 1984 (CART)")
public record SurrogateTree(
    @Param(value = "depth of the tree", min = 1, max = 20) int depth,
    @Param(value = "fewest rows in a node that is split", min = 2, max = 1_000_000) int leaf)
    implements Explainer<Predictor> {
  /** Depth 4, at least 10 rows to split. */
  public SurrogateTree() {
    this(4, 10);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Surrogate explain(Predictor model, INDArray inputs, Context asked) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(this, model, inputs, context);
    Holdout data = Holdout.of(session);
    Surrogate.Tree tree = new Cart(data, data.oneHot()).grow(depth, leaf, context.seed());
    return new Surrogate(
        tree,
        data.agreement(data.check(), tree::answer),
        data.agreement(data.fit(), tree::answer),
        "share of equal answers",
        data.check().length,
        data.accuracy(context.target(), tree::answer),
        session.cost(),
        session.provenance());
  }
}
