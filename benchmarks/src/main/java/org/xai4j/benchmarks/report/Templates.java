package org.xai4j.benchmarks.report;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateModelException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xai4j.benchmarks.web.FrontEnd;
import org.xai4j.core.data.WholeFile;

/** Fills the templates of pages. */
final class Templates {
  private Templates() {}

  /**
   * Writes a page.
   *
   * @param file its path
   * @param template name of the template
   * @param model what it shows
   * @throws org.xai4j.core.run.InputException if it cannot be written
   */
  static void write(Path file, String template, Map<String, Object> model) {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
    configuration.setClassForTemplateLoading(Templates.class, "/org/xai4j/benchmarks/report");
    configuration.setDefaultEncoding("UTF-8");
    configuration.setLocale(Locale.ROOT);
    configuration.setLogTemplateExceptions(false);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    Map<String, Object> whole = new HashMap<>(model);
    whole.put("parts", markup(FrontEnd.text("parts.css")));
    whole.put("script", markup(FrontEnd.script()));
    WholeFile.write(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          try {
            configuration.getTemplate(template).process(whole, writer);
          } catch (TemplateException e) {
            throw new IllegalStateException("the template " + template + " is wrong", e);
          }
          writer.flush();
        });
  }

  /**
   * Text that is markup already.
   *
   * @param html not escaped again
   * @return for a template
   */
  static Object markup(String html) {
    try {
      return HTMLOutputFormat.INSTANCE.fromMarkup(html);
    } catch (TemplateModelException e) {
      throw new IllegalStateException("markup is any text", e);
    }
  }

  /**
   * What provenance says in single values, that of the environment among them.
   *
   * @param provenance texts, numbers, lists and maps
   * @return pairs of key and text
   */
  static List<List<String>> facts(Map<String, Object> provenance) {
    List<List<String>> facts = new ArrayList<>();
    provenance.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map && key.equals("environment")) {
            map.forEach((k, v) -> facts.add(List.of(String.valueOf(k), String.valueOf(v))));
          } else if (!(value instanceof Map) && !(value instanceof List)) {
            facts.add(List.of(key, String.valueOf(value)));
          }
        });
    return facts;
  }
}
