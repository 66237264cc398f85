import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.xai4j.agnostic.shapley.ShapleySampling;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;

/** A random forest of another library: how often do its trees say "malignant", and why? */
public class E05TribuoForest {
  private static final Logger LOG = Logger.getLogger("org.tribuo");

  public static void main(String[] args) {
    LOG.setLevel(Level.WARNING);
    var data = Tabular.breastCancer();
    String[] names = new String[data.schema().width()];
    for (int i = 0; i < names.length; i++) {
      names[i] = data.schema().columns().get(i).name();
    }
    var labels = new LabelFactory();
    var source = new SimpleDataSourceProvenance("breast-cancer", labels);
    var training = new MutableDataset<Label>(source, labels);
    double[][] rows = data.train().inputs().toDoubleMatrix();
    for (int i = 0; i < rows.length; i++) {
      String name = data.train().classes().get(data.train().labels()[i]);
      training.add(new ArrayExample<>(new Label(name), names, rows[i]));
    }
    var forest =
        new RandomForestTrainer<>(
                new CARTClassificationTrainer(8, 0.3f, 1), new VotingCombiner(), 50)
            .train(training);

    var model =
        Predictor.ofRows(
            row -> {
              var scores =
                  forest
                      .predict(new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, names, row))
                      .getOutputScores();
              return data.test().classes().stream()
                  .mapToDouble(name -> scores.get(name).getScore())
                  .toArray();
            });
    var context =
        Context.standard()
            .with(data.schema())
            .with(Target.argmax())
            .with(Baseline.of(data.train().select(data.train().balanced(20)).inputs()));
    var asked = data.test().select(new int[] {0, 1}).inputs();
    System.out.println(new ShapleySampling().explain(model, asked, context).values());
  }
}
