/**
 * Texts as the token ids that a language model takes, read from the {@code tokenizer.json} of
 * Hugging Face's tokenizers, and relevance of tokens as relevance of words.
 */
@NullMarked
package org.xai4j.core.text;

import org.jspecify.annotations.NullMarked;
