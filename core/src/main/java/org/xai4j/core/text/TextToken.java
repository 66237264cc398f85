package org.xai4j.core.text;

/**
 * A token of a text.
 *
 * @param id in the vocabulary
 * @param from where its characters begin in the text; equal to {@code to} for a token that stands
 *     for none
 * @param to where they end
 * @param word the number of its word, from 0 on; −1 for a token that belongs to none
 * @param part 0 for the first text, 1 for the second of a pair
 */
public record TextToken(int id, int from, int to, int word, int part) {}
