package org.xai4j.benchmarks.cli.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.evaluation.Metric;

/** The lists as JSON, for other programs. */
public final class ListJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ListJson() {}

  /**
   * Members of a registry with their parameters.
   *
   * @param members methods, metrics, rules or extractors
   * @return a list of objects
   */
  public static String members(Collection<?> members) {
    ArrayNode list = JSON.createArrayNode();
    for (Object member : members) {
      Info info = Registry.info(member);
      ObjectNode node = list.addObject();
      node.put("id", info.id());
      node.put("title", info.title());
      node.put("summary", info.summary());
      if (member instanceof Metric metric) {
        node.put("traits", metric.traits().describe());
      }
      ArrayNode parameters = node.putArray("parameters");
      for (RecordText.ParameterInfo p : RecordText.describe(member)) {
        ObjectNode parameter = parameters.addObject();
        parameter.put("name", p.name());
        parameter.put("type", p.type());
        if (p.defaultValue().isEmpty()) {
          parameter.putNull("default");
        } else {
          parameter.put("default", p.defaultValue());
        }
        parameter.put("range", p.range());
        parameter.put("description", p.description());
      }
      node.put("reference", info.reference());
    }
    return list.toPrettyString();
  }

  /**
   * Experiments with what they compare.
   *
   * @param experiments shipped ones
   * @return a list of objects
   */
  public static String experiments(List<Experiment> experiments) {
    ArrayNode list = JSON.createArrayNode();
    for (Experiment experiment : experiments) {
      ObjectNode node = list.addObject();
      node.put("id", experiment.name());
      node.put("title", experiment.title());
      node.put("study", experiment.study());
      node.put("data", experiment.data());
      node.put("rows", experiment.rows());
      node.put("quickRows", experiment.quickRows());
      node.put("model", experiment.model());
      choices(node.putArray("methods"), experiment.methods());
      choices(node.putArray("metrics"), experiment.metrics());
    }
    return list.toPrettyString();
  }

  private static void choices(ArrayNode into, List<Experiment.Choice> choices) {
    choices.forEach(choice -> into.add(choice.label()));
  }
}
