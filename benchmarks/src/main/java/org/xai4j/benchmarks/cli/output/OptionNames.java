package org.xai4j.benchmarks.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;

/** Says which option sets what a message of the library speaks of. */
public final class OptionNames {
  private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

  static {
    OPTIONS.put("the precision float", "--precision float");
    OPTIONS.put("name the method", "name the method (--method)");
    OPTIONS.put("needs the method", "needs the method (--method)");
    OPTIONS.put("masks of where the evidence is", "masks of where the evidence is (--masks)");
    OPTIONS.put("needs a reference attribution", "needs a reference attribution (--reference)");
    OPTIONS.put("give feature groups", "give feature groups (--groups)");
    OPTIONS.put("a class as the target", "a class as the target, for example --target 1");
    OPTIONS.put("the parameter values to", "-P values= to");
  }

  private OptionNames() {}

  /**
   * The message with the options' names.
   *
   * @param message of the library
   * @return the same where it speaks of no option
   */
  public static String in(String message) {
    String named = message;
    for (Map.Entry<String, String> entry : OPTIONS.entrySet()) {
      named = named.replace(entry.getKey(), entry.getValue());
    }
    return named;
  }
}
