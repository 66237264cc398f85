package org.xai4j.core.engine.cuda.library;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.engine.cuda.driver.DriverException;
import org.xai4j.core.engine.cuda.driver.MatrixLibrary;
import org.xai4j.core.engine.cuda.driver.MatrixProduct;

/**
 * Products by cuBLASLt. It takes matrices column by column: a matrix that lies row by row is its
 * transpose there, so that out = a·b is asked for as outᵀ = bᵀ·aᵀ, with b as the first factor. How
 * a product is done is asked for once per size and kept. Called in the GPU's context.
 */
public final class CublasLt implements MatrixLibrary {
  /** By the names of its versions, the newest first. */
  private static final List<String> NAMES =
      Platform.isWindows()
          ? List.of("cublasLt64_13", "cublasLt64_12", "cublasLt64_11")
          : List.of("libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so.11");

  /** Plans that are kept. */
  static final int MOST = 256;

  private static final int TRANSPOSE_A = 3;
  private static final int TRANSPOSE_B = 4;
  private static final int EPILOGUE = 7;
  private static final int BIAS_POINTER = 8;
  private static final int WITH_BIAS = 4;
  private static final int BATCH_COUNT = 5;
  private static final int BATCH_STEP = 6;
  private static final int WORKSPACE_BYTES = 1;

  /** Of a, b, c and d. */
  private static final int FIRST_ALIGNMENT = 5;

  private static final int ALIGNMENTS = 4;
  private static final int BEST_ALIGNMENT = 256;

  /** Bytes of an algorithm with what is known of it; the algorithm comes first. */
  private static final int RESULT = 96;

  private final LtCalls calls;
  private final Pointer handle;
  private final long workspace;
  private final long workspaceBytes;
  private final Map<Key, Optional<Plan>> plans = new LinkedHashMap<>(16, 0.75f, true);

  /** Plans depend on the least alignment of the places, too. */
  private record Key(MatrixProduct product, int alignment) {}

  /** How a product is done. */
  private record Plan(
      Pointer description,
      Pointer first,
      Pointer second,
      Pointer out,
      Memory algorithm,
      Memory one,
      Memory zero) {}

  /**
   * A library.
   *
   * @param calls its functions
   * @param workspace memory of the device for it
   * @param workspaceBytes how much
   */
  public CublasLt(LtCalls calls, long workspace, long workspaceBytes) {
    this.calls = calls;
    this.workspace = workspace;
    this.workspaceBytes = workspaceBytes;
    PointerByReference made = new PointerByReference();
    check("cublasLtCreate", calls.cublasLtCreate(made));
    handle = made.getValue();
  }

  /**
   * The installed library, of the newest version that loads.
   *
   * @return makes it ready
   */
  public static Optional<MatrixLibrary.Maker> find() {
    return NAMES.stream()
        .flatMap(name -> load(name).stream())
        .findFirst()
        .map(calls -> (workspace, bytes) -> new CublasLt(calls, workspace, bytes));
  }

  private static Optional<LtCalls> load(String name) {
    try {
      return Optional.of(Native.load(name, LtCalls.class));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  private static void check(String call, int result) {
    if (result != 0) {
      throw new DriverException("cuBLASLt refuses " + call + ": error " + result, false);
    }
  }

  @Override
  public synchronized boolean multiply(
      MatrixProduct product, long out, long a, long b, long bias, long stream) {
    long places = out | a | b | (product.bias() ? bias : 0);
    int alignment = (int) Math.min(BEST_ALIGNMENT, Long.lowestOneBit(places));
    Key key = new Key(product, alignment);
    Optional<Plan> known = plans.get(key);
    if (known == null) {
      known = plan(product, alignment, bias);
      plans.put(key, known);
      forget();
    }
    if (known.isEmpty()) {
      return false;
    }
    Plan plan = known.get();
    if (product.bias()) {
      set(plan.description(), BIAS_POINTER, bias);
    }
    check(
        "cublasLtMatmul",
        calls.cublasLtMatmul(
            handle,
            plan.description(),
            plan.one(),
            new Pointer(b),
            plan.first(),
            new Pointer(a),
            plan.second(),
            plan.zero(),
            new Pointer(out),
            plan.out(),
            new Pointer(out),
            plan.out(),
            plan.algorithm(),
            new Pointer(workspace),
            workspaceBytes,
            new Pointer(stream)));
    return true;
  }

  private void forget() {
    if (plans.size() > MOST) {
      Key oldest = plans.keySet().iterator().next();
      plans.remove(oldest).ifPresent(this::end);
    }
  }

  /** How many plans are kept. */
  int kept() {
    return plans.size();
  }

  private Optional<Plan> plan(MatrixProduct p, int alignment, long bias) {
    boolean wide =
        switch (p.arithmetic()) {
          case DOUBLE -> true;
          case FLOAT, TF32, BF16 -> false;
        };
    int type = wide ? 1 : 0;
    int compute =
        switch (p.arithmetic()) {
          case FLOAT -> 68;
          case DOUBLE -> 70;
          case BF16 -> 75;
          case TF32 -> 77;
        };
    PointerByReference made = new PointerByReference();
    check("cublasLtMatmulDescCreate", calls.cublasLtMatmulDescCreate(made, compute, type));
    Pointer description = made.getValue();
    set(description, TRANSPOSE_A, p.transposedB() ? 1 : 0);
    set(description, TRANSPOSE_B, p.transposedA() ? 1 : 0);
    if (p.bias()) {
      set(description, EPILOGUE, WITH_BIAS);
      // Its alignment counts when an algorithm is chosen.
      set(description, BIAS_POINTER, bias);
    }
    // Rows of what lies row by row are columns here.
    Pointer first =
        p.transposedB()
            ? layout(type, p.k(), p.n(), p.count())
            : layout(type, p.n(), p.k(), p.count());
    Pointer second =
        p.transposedA()
            ? layout(type, p.m(), p.k(), p.count())
            : layout(type, p.k(), p.m(), p.count());
    Pointer out = layout(type, p.n(), p.m(), p.count());
    Plan plan =
        new Plan(
            description, first, second, out, new Memory(RESULT), number(wide, 1), number(wide, 0));
    if (chosen(plan, alignment)) {
      return Optional.of(plan);
    }
    end(plan);
    return Optional.empty();
  }

  private static Memory number(boolean wide, double value) {
    Memory memory = new Memory(Double.BYTES);
    if (wide) {
      memory.setDouble(0, value);
    } else {
      memory.setFloat(0, (float) value);
    }
    return memory;
  }

  /** Asks for an algorithm; whether there is one. */
  private boolean chosen(Plan plan, int alignment) {
    PointerByReference made = new PointerByReference();
    check("cublasLtMatmulPreferenceCreate", calls.cublasLtMatmulPreferenceCreate(made));
    Pointer preference = made.getValue();
    try {
      check(
          "cublasLtMatmulPreferenceSetAttribute",
          calls.cublasLtMatmulPreferenceSetAttribute(
              preference, WORKSPACE_BYTES, wide(workspaceBytes), Long.BYTES));
      for (int i = 0; i < ALIGNMENTS; i++) {
        check(
            "cublasLtMatmulPreferenceSetAttribute",
            calls.cublasLtMatmulPreferenceSetAttribute(
                preference, FIRST_ALIGNMENT + i, narrow(alignment), Integer.BYTES));
      }
      IntByReference found = new IntByReference();
      int result =
          calls.cublasLtMatmulAlgoGetHeuristic(
              handle,
              plan.description(),
              plan.first(),
              plan.second(),
              plan.out(),
              plan.out(),
              preference,
              1,
              plan.algorithm(),
              found);
      return result == 0 && found.getValue() > 0;
    } finally {
      calls.cublasLtMatmulPreferenceDestroy(preference);
    }
  }

  private Pointer layout(int type, int rows, int columns, int count) {
    PointerByReference made = new PointerByReference();
    check(
        "cublasLtMatrixLayoutCreate",
        calls.cublasLtMatrixLayoutCreate(made, type, rows, columns, rows));
    Pointer layout = made.getValue();
    check(
        "cublasLtMatrixLayoutSetAttribute",
        calls.cublasLtMatrixLayoutSetAttribute(layout, BATCH_COUNT, narrow(count), Integer.BYTES));
    check(
        "cublasLtMatrixLayoutSetAttribute",
        calls.cublasLtMatrixLayoutSetAttribute(
            layout, BATCH_STEP, wide((long) rows * columns), Long.BYTES));
    return layout;
  }

  private void set(Pointer description, int which, int value) {
    check(
        "cublasLtMatmulDescSetAttribute",
        calls.cublasLtMatmulDescSetAttribute(description, which, narrow(value), Integer.BYTES));
  }

  private void set(Pointer description, int which, long address) {
    check(
        "cublasLtMatmulDescSetAttribute",
        calls.cublasLtMatmulDescSetAttribute(description, which, wide(address), Long.BYTES));
  }

  private static Memory narrow(int value) {
    Memory memory = new Memory(Integer.BYTES);
    memory.setInt(0, value);
    return memory;
  }

  private static Memory wide(long value) {
    Memory memory = new Memory(Long.BYTES);
    memory.setLong(0, value);
    return memory;
  }

  private void end(Plan plan) {
    check("cublasLtMatmulDescDestroy", calls.cublasLtMatmulDescDestroy(plan.description()));
    for (Pointer layout : List.of(plan.first(), plan.second(), plan.out())) {
      check("cublasLtMatrixLayoutDestroy", calls.cublasLtMatrixLayoutDestroy(layout));
    }
  }

  @Override
  public synchronized void close() {
    plans.values().forEach(plan -> plan.ifPresent(this::end));
    plans.clear();
    check("cublasLtDestroy", calls.cublasLtDestroy(handle));
  }
}
