package org.xai4j.benchmarks.scale.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.benchmarks.scale.WorkUnit;
import org.xai4j.core.run.Progress;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Does the work of a partition.
 *
 * @param <R> what a piece of work gives
 */
final class WorkTask<R extends Serializable> extends AbstractFunction1<Iterator<WorkUnit<R>>, List<R>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public List<R> apply(Iterator<WorkUnit<R>> works) {
    List<R> results = new ArrayList<>();
    while (works.hasNext()) {
      works.next().run(results::add, Progress.SILENT);
    }
    return results;
  }
}
