package org.xai4j.core.engine.onednn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.concat;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reduction;
import org.bytedeco.dnnl.reorder;

/** The primitives that belong to no layer, made once per layout. */
final class Kernels {
  /** Beyond so many primitives all are forgotten: layouts come and go with shapes. */
  private static final int MOST = 4096;

  private static final Map<Object, Object> MADE = new ConcurrentHashMap<>();

  private Kernels() {}

  /** What names a primitive. */
  private record Key(Object operation, double alpha, double beta, MemoryLayout... layouts) {
    /** The same, cut into parts for some threads. */
    Key on(int threads) {
      return threads == 1 ? this : new Key(List.of(operation, threads), alpha, beta, layouts);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && operation.equals(key.operation)
          && alpha == key.alpha
          && beta == key.beta
          && java.util.Arrays.equals(layouts, key.layouts);
    }

    @Override
    public int hashCode() {
      return (operation.hashCode() * 31 + Double.hashCode(alpha + 7 * beta)) * 31
          + java.util.Arrays.hashCode(layouts);
    }
  }

  @SuppressWarnings("unchecked") // a key names one kind of value
  private static <T> T known(Key key, Supplier<T> make) {
    Object known = MADE.get(key);
    if (known == null) {
      if (MADE.size() > MOST) {
        MADE.clear();
      }
      known = make.get();
      MADE.put(key, known);
    }
    return (T) known;
  }

  /** A primitive that changes numbers one by one, and may be shared by threads. */
  private static Kernel each(Key key, Supplier<Kernel> make) {
    int threads = OneDnn.threadsFor(OneDnn.numbers(key.layouts()[0]));
    return known(key.on(threads), () -> Kernel.shared(threads, make));
  }

  /** y = x in another layout. */
  static Kernel reorder(MemoryLayout from, MemoryLayout to) {
    return each(new Key("reorder", 0, 0, from, to), () -> moving(from, to));
  }

  /** y = x in another layout, made anew for one thread. */
  static Kernel moving(MemoryLayout from, MemoryLayout to) {
    var description =
        new reorder.primitive_desc(
            OneDnn.ENGINE,
            from.description(),
            OneDnn.ENGINE,
            to.description(),
            OneDnn.attributes(),
            false);
    return new Kernel(
        new reorder(description),
        description,
        new int[] {dnnl.DNNL_ARG_FROM, dnnl.DNNL_ARG_TO},
        from,
        to);
  }

  /** y = f(x), element by element. */
  static Kernel map(algorithm function, double alpha, double beta, MemoryLayout layout) {
    return each(
        new Key(function, alpha, beta, layout),
        () -> {
          memory.desc x = layout.description();
          var description =
              new eltwise_forward.primitive_desc(
                  OneDnn.ENGINE,
                  prop_kind.forward_inference,
                  function,
                  x,
                  x,
                  (float) alpha,
                  (float) beta,
                  OneDnn.attributes(),
                  false);
          return new Kernel(
              new eltwise_forward(description),
              description,
              new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST},
              layout,
              layout);
        });
  }

  /** c = a ∘ b, where b's axes of length 1 are stretched. */
  static Kernel binary(algorithm operation, MemoryLayout a, MemoryLayout b) {
    return each(
        new Key(operation, 0, 0, a, b),
        () -> {
          var description = description(operation, a, b.description(), OneDnn.attributes());
          return new Kernel(
              new binary(description),
              description,
              new int[] {dnnl.DNNL_ARG_SRC_0, dnnl.DNNL_ARG_SRC_1, dnnl.DNNL_ARG_DST},
              a,
              b,
              a);
        });
  }

  private static binary.primitive_desc description(
      algorithm operation, MemoryLayout a, memory.desc b, primitive_attr attributes) {
    memory.desc result = a.description();
    return new binary.primitive_desc(
        OneDnn.ENGINE, operation, a.description(), b, result, attributes, false);
  }

  /** d = (a − b)·c, where b's axes of length 1 are stretched. */
  static Kernel differenceTimes(MemoryLayout a, MemoryLayout b) {
    return each(
        new Key("difference-times", 0, 0, a, b),
        () -> {
          post_ops operations = new post_ops();
          operations.append_binary(algorithm.binary_mul, a.description());
          var description = description(algorithm.binary_sub, a, b.description(), then(operations));
          return new Kernel(
              new binary(description),
              description,
              new int[] {dnnl.DNNL_ARG_SRC_0, dnnl.DNNL_ARG_SRC_1, dnnl.DNNL_ARG_DST, operand(0)},
              a,
              b,
              a,
              a);
        });
  }

  /** The layout in which b's axes of length 1 are stretched fastest over a. */
  static MemoryLayout beside(MemoryLayout a, long[] b) {
    return known(
        new Key("beside", 0, 0, a, MemoryLayout.plain(b)),
        () ->
            MemoryLayout.of(
                description(algorithm.binary_add, a, MemoryLayout.any(b), OneDnn.attributes())
                    .src1_desc()));
  }

  /** Sums along the axes in which the result has length 1. */
  static Kernel sum(MemoryLayout from, MemoryLayout to) {
    return known(
        new Key(algorithm.reduction_sum, 0, 0, from, to),
        () -> {
          var description =
              new reduction.primitive_desc(
                  OneDnn.ENGINE,
                  algorithm.reduction_sum,
                  from.description(),
                  to.description(),
                  0f,
                  0f,
                  OneDnn.attributes(),
                  false);
          return new Kernel(
              new reduction(description),
              description,
              new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST},
              from,
              to);
        });
  }

  /** Means over the axes behind the channels, which become 1. */
  static Kernel spatialMean(MemoryLayout x) {
    return known(
        new Key("spatial-mean", 0, 0, x),
        () -> {
          long[] shape = x.shape();
          long[] space = Arrays.copyOfRange(shape, 2, shape.length);
          long[] zeros = new long[space.length];
          long[] result = Arrays.copyOf(new long[] {shape[0], shape[1], 1, 1, 1}, shape.length);
          var description =
              new pooling_forward.primitive_desc(
                  OneDnn.ENGINE,
                  prop_kind.forward_inference,
                  algorithm.pooling_avg_exclude_padding,
                  x.description(),
                  MemoryLayout.any(result),
                  space,
                  space,
                  zeros,
                  zeros,
                  zeros,
                  OneDnn.attributes(),
                  false);
          return new Kernel(
              new pooling_forward(description),
              description,
              new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST},
              x,
              MemoryLayout.of(description.dst_desc()));
        });
  }

  /** c = a·b of matrices over leading axes. */
  static Kernel product(MemoryLayout a, MemoryLayout b, MemoryLayout c, double operations) {
    int threads = OneDnn.threadsFor(operations);
    return known(
        new Key("product", threads, 0, a, b, c),
        () -> Kernel.shared(threads, () -> product(a, b, c)));
  }

  private static Kernel product(MemoryLayout a, MemoryLayout b, MemoryLayout c) {
    var description =
        new matmul.primitive_desc(
            OneDnn.ENGINE,
            a.description(),
            b.description(),
            c.description(),
            OneDnn.attributes(),
            false);
    return new Kernel(
        new matmul(description),
        description,
        new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST},
        a,
        b,
        c);
  }

  /** A number that is compared with every element of a tensor. */
  private record Constant(MemoryLayout layout, Block block) {
    /** It lies along the channels: a single number is slow beside blocked layouts. */
    static Constant of(float value, MemoryLayout beside) {
      long[] shape = new long[beside.shape().length];
      Arrays.fill(shape, 1);
      if (!beside.plain()) {
        shape[1] = beside.shape()[1];
      }
      MemoryLayout layout = Kernels.beside(beside, shape);
      Block block = new Block(layout.bytes());
      float[] values = new float[(int) (layout.bytes() / Float.BYTES)];
      Arrays.fill(values, value);
      new Address(block.start().address(), values.length).put(values);
      return new Constant(layout, block);
    }
  }

  /**
   * A primitive that compares with a number.
   *
   * @param kernel takes x, the number and gives 1 or 0
   * @param number its memory
   */
  record Comparison(Kernel kernel, Block number) {}

  /** 1 where x ∘ number, else 0. */
  static Comparison compare(algorithm operation, float number, MemoryLayout layout) {
    return known(
        new Key(List.of("compare", operation), number, 0, layout),
        () -> {
          Constant other = Constant.of(number, layout);
          return new Comparison(binary(operation, layout, other.layout()), other.block());
        });
  }

  /** d = z + ε·sign z with sign 0 = 1, of z, zero and z again. */
  static Comparison stabilized(MemoryLayout layout, float epsilon) {
    return known(
        new Key("stabilized", epsilon, 0, layout),
        () -> {
          Constant zero = Constant.of(0, layout);
          post_ops operations = new post_ops();
          operations.append_eltwise(algorithm.eltwise_linear, 2 * epsilon, -epsilon);
          operations.append_binary(algorithm.binary_add, layout.description());
          return compared(layout, zero, operations, 1);
        });
  }

  /** d where |d| is a normal number, else infinite, of |d|, that number and d. */
  static Comparison guarded(MemoryLayout layout) {
    return known(
        new Key("guarded", 0, 0, layout),
        () -> {
          Constant least = Constant.of(Float.MIN_NORMAL, layout);
          post_ops operations = new post_ops();
          // 1 stays, 0 becomes infinite; less 1 that is 0 or infinite.
          operations.append_eltwise(algorithm.eltwise_pow, 1, -1);
          operations.append_eltwise(algorithm.eltwise_linear, 1, -1);
          operations.append_binary(algorithm.binary_add, layout.description());
          return compared(layout, least, operations, 2);
        });
  }

  /** x ≥ number, then operations, the last-named of which takes another tensor. */
  private static Comparison compared(
      MemoryLayout layout, Constant number, post_ops operations, int other) {
    var description =
        description(algorithm.binary_ge, layout, number.layout().description(), then(operations));
    return new Comparison(
        new Kernel(
            new binary(description),
            description,
            new int[] {dnnl.DNNL_ARG_SRC_0, dnnl.DNNL_ARG_SRC_1, dnnl.DNNL_ARG_DST, operand(other)},
            layout,
            number.layout(),
            layout,
            layout),
        number.block());
  }

  /** The number of the second argument of an operation on the result. */
  static int operand(int place) {
    return dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (place + 1) | dnnl.DNNL_ARG_SRC_1;
  }

  /** Tensors one behind the other, in the layout that suits most of them. */
  static Kernel concat(int axis, MemoryLayout... parts) {
    return each(
        new Key("concat", axis, 0, parts),
        () -> {
          memory.desc[] sources =
              Arrays.stream(parts).map(MemoryLayout::description).toArray(memory.desc[]::new);
          long[] shape = parts[0].shape().clone();
          shape[axis] = Arrays.stream(parts).mapToLong(part -> part.shape()[axis]).sum();
          var description =
              new concat.primitive_desc(
                  OneDnn.ENGINE,
                  MemoryLayout.any(shape),
                  axis,
                  new memory_desc_vector(sources),
                  OneDnn.attributes(),
                  false);
          int[] arguments = new int[parts.length + 1];
          MemoryLayout[] layouts = Arrays.copyOf(parts, parts.length + 1);
          for (int i = 0; i < parts.length; i++) {
            arguments[i] = dnnl.DNNL_ARG_MULTIPLE_SRC + i;
          }
          arguments[parts.length] = dnnl.DNNL_ARG_DST;
          layouts[parts.length] = MemoryLayout.of(description.dst_desc());
          return new Kernel(new concat(description), description, arguments, layouts);
        });
  }

  /** Attributes with operations on the result. */
  static primitive_attr then(post_ops operations) {
    primitive_attr attributes = OneDnn.attributes();
    attributes.set_post_ops(operations);
    return attributes;
  }
}
