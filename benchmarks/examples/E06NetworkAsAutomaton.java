import org.xai4j.rnn.drawing.Drawing;
import org.xai4j.rnn.extraction.LStar;
import org.xai4j.rnn.extraction.Request;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.Training;

/** A recurrent network learns "an even number of a"; L* says which automaton it became. */
public class E06NetworkAsAutomaton {
  public static void main(String[] args) {
    var language = Languages.get("parity");
    var network = LanguageTrainer.train(Training.standard(Architecture.GRU), language, 7);
    var found = new LStar().extract(network, Request.like(language.machine())).machine();
    System.out.println(Drawing.dot(found));
    System.out.println(
        "Shortest difference to the language: " + language.machine().difference(found));
  }
}
