package org.xai4j.core.engine.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.HashMap;
import java.util.Map;
import org.xai4j.core.engine.cuda.library.LtCalls;

/**
 * cuBLASLt as its manual says, on the host's memory: matrices lie column by column, and what is
 * multiplied follows from the descriptions alone. It has no way to add a bias in double precision.
 */
final class FakeLt implements LtCalls {
  static final int NOT_SUPPORTED = 15;

  /** A description's or layout's details by their number; what it was made with below zero. */
  private final Map<Long, Map<Integer, Long>> made = new HashMap<>();

  private long next = 1;
  int products;
  int refuses;

  /** How many objects were made and not ended. */
  int open() {
    return made.size();
  }

  private int make(PointerByReference to, long... with) {
    Map<Integer, Long> details = new HashMap<>();
    for (int i = 0; i < with.length; i++) {
      details.put(-1 - i, with[i]);
    }
    to.setValue(new Pointer(next));
    made.put(next++, details);
    return 0;
  }

  private int end(Pointer object) {
    return made.remove(Pointer.nativeValue(object)) == null ? 7 : 0;
  }

  private Map<Integer, Long> of(Pointer object) {
    return made.get(Pointer.nativeValue(object));
  }

  private int set(Pointer object, int which, Pointer value, long bytes) {
    of(object).put(which, bytes == Long.BYTES ? value.getLong(0) : value.getInt(0));
    return 0;
  }

  @Override
  public int cublasLtCreate(PointerByReference handle) {
    return make(handle);
  }

  @Override
  public int cublasLtDestroy(Pointer handle) {
    return end(handle);
  }

  @Override
  public int cublasLtMatmulDescCreate(PointerByReference description, int compute, int scale) {
    return make(description, compute, scale);
  }

  @Override
  public int cublasLtMatmulDescDestroy(Pointer description) {
    return end(description);
  }

  @Override
  public int cublasLtMatmulDescSetAttribute(Pointer d, int which, Pointer value, long bytes) {
    return set(d, which, value, bytes);
  }

  @Override
  public int cublasLtMatrixLayoutCreate(
      PointerByReference layout, int type, long rows, long columns, long leading) {
    return make(layout, type, rows, columns, leading);
  }

  @Override
  public int cublasLtMatrixLayoutDestroy(Pointer layout) {
    return end(layout);
  }

  @Override
  public int cublasLtMatrixLayoutSetAttribute(Pointer l, int which, Pointer value, long bytes) {
    return set(l, which, value, bytes);
  }

  @Override
  public int cublasLtMatmulPreferenceCreate(PointerByReference preference) {
    return make(preference);
  }

  @Override
  public int cublasLtMatmulPreferenceDestroy(Pointer preference) {
    return end(preference);
  }

  @Override
  public int cublasLtMatmulPreferenceSetAttribute(
      Pointer preference, int which, Pointer value, long bytes) {
    return set(preference, which, value, bytes);
  }

  private boolean biased(Pointer description) {
    return of(description).getOrDefault(7, 1L) == 4;
  }

  @Override
  public int cublasLtMatmulAlgoGetHeuristic(
      Pointer handle,
      Pointer description,
      Pointer a,
      Pointer b,
      Pointer c,
      Pointer d,
      Pointer preference,
      int wanted,
      Pointer results,
      IntByReference found) {
    if (biased(description) && of(description).get(-1) == 70) {
      return NOT_SUPPORTED;
    }
    results.setLong(0, 4711);
    found.setValue(1);
    return 0;
  }

  /** A matrix as a layout tells. */
  private final class View {
    private final Pointer at;
    private final Map<Integer, Long> layout;
    private final boolean wide;

    View(Pointer at, Pointer layout) {
      this.at = at;
      this.layout = of(layout);
      wide = this.layout.get(-1) == 1;
    }

    long rows() {
      return layout.get(-2);
    }

    long columns() {
      return layout.get(-3);
    }

    private long place(int batch, long row, long column) {
      long place = batch * layout.get(6) + column * layout.get(-4) + row;
      return place * (wide ? Double.BYTES : Float.BYTES);
    }

    double get(int batch, long row, long column) {
      if (row >= rows() || column >= columns()) {
        throw new IndexOutOfBoundsException();
      }
      long place = place(batch, row, column);
      return wide ? at.getDouble(place) : at.getFloat(place);
    }

    void put(int batch, long row, long column, double value) {
      long place = place(batch, row, column);
      if (wide) {
        at.setDouble(place, value);
      } else {
        at.setFloat(place, (float) value);
      }
    }
  }

  @Override
  public int cublasLtMatmul(
      Pointer handle,
      Pointer description,
      Pointer alpha,
      Pointer a,
      Pointer layoutA,
      Pointer b,
      Pointer layoutB,
      Pointer beta,
      Pointer c,
      Pointer layoutC,
      Pointer d,
      Pointer layoutD,
      Pointer algorithm,
      Pointer workspace,
      long workspaceBytes,
      Pointer stream) {
    Map<Integer, Long> details = of(description);
    boolean wide = details.get(-2) == 1;
    double one = wide ? alpha.getDouble(0) : alpha.getFloat(0);
    double zero = wide ? beta.getDouble(0) : beta.getFloat(0);
    if (refuses != 0 || one != 1 || zero != 0 || algorithm.getLong(0) != 4711) {
      return refuses == 0 ? 7 : refuses;
    }
    products++;
    boolean turnedA = details.get(3) == 1;
    boolean turnedB = details.get(4) == 1;
    View left = new View(a, layoutA);
    View right = new View(b, layoutB);
    View out = new View(d, layoutD);
    long depth = turnedA ? left.rows() : left.columns();
    if (depth != (turnedB ? right.columns() : right.rows())) {
      return 7;
    }
    Pointer bias = biased(description) ? new Pointer(details.get(8)) : null;
    for (int i = 0; i < of(layoutD).get(5); i++) {
      for (long row = 0; row < out.rows(); row++) {
        for (long column = 0; column < out.columns(); column++) {
          double sum = bias == null ? 0 : bias.getFloat(row * Float.BYTES);
          for (long k = 0; k < depth; k++) {
            sum +=
                (turnedA ? left.get(i, k, row) : left.get(i, row, k))
                    * (turnedB ? right.get(i, column, k) : right.get(i, k, column));
          }
          out.put(i, row, column, sum);
        }
      }
    }
    return 0;
  }
}
