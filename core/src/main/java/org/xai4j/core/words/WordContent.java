package org.xai4j.core.words;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xai4j.core.text.TextWord;

/** Words of a text. */
final class WordContent {
  private static final int NAMED = 4;

  private WordContent() {}

  static Content of(List<TextWord> words, Wording wording) {
    double[] values = words.stream().mapToDouble(TextWord::value).toArray();
    return new Content(
        "words",
        values,
        (sign, total) ->
            IntStream.range(0, values.length)
                .boxed()
                .filter(i -> sign * values[i] > 0)
                .sorted(Comparator.comparingDouble((Integer i) -> -sign * values[i]))
                .limit(NAMED)
                .map(i -> part(i, words.get(i), Math.abs(values[i]) / total, wording))
                .toList());
  }

  private static Part part(int index, TextWord word, double share, Wording wording) {
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("word", index);
    place.put("text", word.text());
    place.put("from", word.from());
    place.put("to", word.to());
    return new Part(
        wording.say("word", word.text(), wording.share(share)), word.value(), share, place);
  }
}
