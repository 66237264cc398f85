package org.xai4j.core.engine.cuda.library;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The calls of cuBLASLt that are used, the same in its versions 11, 12 and 13; what they give back
 * is 0 or an error code.
 */
public interface LtCalls extends Library {
  /** A handle. */
  int cublasLtCreate(PointerByReference handle);

  /** Ends a handle. */
  int cublasLtDestroy(Pointer handle);

  /** A product's description. */
  int cublasLtMatmulDescCreate(PointerByReference description, int computeType, int scaleType);

  /** Ends a description. */
  int cublasLtMatmulDescDestroy(Pointer description);

  /** Sets a detail of a product. */
  int cublasLtMatmulDescSetAttribute(Pointer description, int which, Pointer value, long bytes);

  /** A matrix's layout: columns one behind the other, {@code leading} elements apart. */
  int cublasLtMatrixLayoutCreate(
      PointerByReference layout, int type, long rows, long columns, long leading);

  /** Ends a layout. */
  int cublasLtMatrixLayoutDestroy(Pointer layout);

  /** Sets a detail of a layout. */
  int cublasLtMatrixLayoutSetAttribute(Pointer layout, int which, Pointer value, long bytes);

  /** What is asked of an algorithm. */
  int cublasLtMatmulPreferenceCreate(PointerByReference preference);

  /** Ends a preference. */
  int cublasLtMatmulPreferenceDestroy(Pointer preference);

  /** Sets a detail of a preference. */
  int cublasLtMatmulPreferenceSetAttribute(
      Pointer preference, int which, Pointer value, long bytes);

  /** Algorithms for a product, the best first. */
  int cublasLtMatmulAlgoGetHeuristic(
      Pointer handle,
      Pointer description,
      Pointer a,
      Pointer b,
      Pointer c,
      Pointer d,
      Pointer preference,
      int wanted,
      Pointer results,
      IntByReference found);

  /** d = alpha op(a) op(b) + beta c, in a stream. */
  int cublasLtMatmul(
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
      Pointer stream);
}
