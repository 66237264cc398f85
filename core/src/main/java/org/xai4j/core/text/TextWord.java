package org.xai4j.core.text;

/**
 * A word of a text with its relevance.
 *
 * @param text as it stands in the text
 * @param from where it begins
 * @param to where it ends
 * @param value the sum over its tokens
 */
public record TextWord(String text, int from, int to, double value) {}
