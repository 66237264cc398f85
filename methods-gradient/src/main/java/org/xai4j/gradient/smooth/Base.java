package org.xai4j.gradient.smooth;

import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/**
 * The method that another method calls, written as its id.
 *
 * @param method attributes networks
 */
public record Base(AttributionExplainer<? super Network> method) {
  /**
   * The method of an id with its default parameters.
   *
   * @param text an id, of any module on the class path
   * @return the method
   * @throws InputException if there is none, or it does not give one value per feature
   */
  public static Base parse(String text) {
    Explainer<?> found = Registry.load("method", Explainer.class).get(text);
    if (found instanceof AttributionExplainer<?> method
        && method.modelType().isAssignableFrom(Network.class)) {
      @SuppressWarnings("unchecked") // its model type was checked
      AttributionExplainer<? super Network> fits = (AttributionExplainer<? super Network>) method;
      return new Base(fits);
    }
    throw new InputException(
        "The method '" + text + "' gives no value per feature; take one such as gradient.");
  }

  @Override
  public String toString() {
    return Registry.info(method).id();
  }
}
