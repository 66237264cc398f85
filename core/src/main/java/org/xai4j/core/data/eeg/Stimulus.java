package org.xai4j.core.data.eeg;

/**
 * A stimulus that was shown while the electroencephalogram was recorded.
 *
 * @param sample of its onset
 * @param target whether it was the one to attend to
 * @param code row or column of a speller that flashed, from 1; 0 where there is no speller
 * @param block what belongs together, for example the flashes of one character; 0 for the first
 */
public record Stimulus(int sample, boolean target, int code, int block) {}
