package org.xai4j.core.words;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;

/** The templates and numbers of a language. */
final class Wording {
  private final SentenceLanguage language;
  private final ResourceBundle templates;

  Wording(SentenceLanguage language) {
    this.language = language;
    templates =
        ResourceBundle.getBundle(
            "org.xai4j.core.words.sentences",
            language.locale(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  boolean has(String key) {
    return templates.containsKey(key);
  }

  String say(String key, String... parts) {
    return new MessageFormat(templates.getString(key), language.locale()).format(parts);
  }

  String join(List<String> parts) {
    String text = "";
    for (int i = 0; i < parts.size(); i++) {
      text =
          i == 0 ? parts.get(0) : say(i == parts.size() - 1 ? "and" : "comma", text, parts.get(i));
    }
    return text;
  }

  String percent(double share) {
    return String.format(language.locale(), "%.0f %%", 100 * share);
  }

  /** In percent, with a figure behind the point where it is small. */
  String share(double share) {
    double p = 100 * share;
    if (p > 0 && p < 0.1) {
      return "< " + String.format(language.locale(), "%.1f %%", 0.1);
    }
    return String.format(language.locale(), p > 0 && p < 9.95 ? "%.1f %%" : "%.0f %%", p);
  }

  String number(double value) {
    double size = Math.abs(value);
    String digits = digits(size);
    return value < 0 ? "−" + digits : digits;
  }

  private String digits(double size) {
    return size != 0 && (size < 1e-3 || size >= 1e5)
        ? String.format(language.locale(), "%.1e", size)
        : String.format(language.locale(), size < 10 ? "%.3f" : "%.1f", size);
  }

  String signed(double value) {
    return (value < 0 ? "" : "+") + number(value);
  }

  /** A place on an axis, without needless digits. */
  String place(double value) {
    String text = String.format(language.locale(), "%.6g", value);
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(language.locale(), "%.0f", value).replace('-', '−')
        : text.replaceAll("0+$", "").replaceAll("[.,]$", "").replace('-', '−');
  }
}
