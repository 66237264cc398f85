package org.xai4j.core.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.bytedeco.dnnl.memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;

/**
 * Rows of tensors that lie in blocks of channels, with channels that fill blocks and that do not.
 */
class BlockedRowsTest {
  private static final OneDnnDevice DEVICE =
      (OneDnnDevice) new OneDnnProvider().find().orElseThrow();

  private static OneDnnTensor in(INDArray array, memory.format_tag tag) {
    memory.desc description = new memory.desc(array.shape(), memory.data_type.f32, tag);
    return ((OneDnnTensor) DEVICE.of(array)).in(MemoryLayout.of(description));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 8, 16, 20})
  void rowsAreThoseOfTheArray(int channels) {
    INDArray array = Draw.normal(1, 6, channels, 4, 3).castTo(DataType.FLOAT);
    float[] all = NdArrays.floats(array);
    int row = channels * 12;
    Chunks.scoped(
        () -> {
          for (memory.format_tag tag :
              new memory.format_tag[] {
                memory.format_tag.nchw,
                memory.format_tag.nhwc,
                memory.format_tag.nChw8c,
                memory.format_tag.nChw16c,
                memory.format_tag.chwn
              }) {
            OneDnnTensor x = in(array, tag);
            OneDnnTensor part = (OneDnnTensor) x.rows(2, 5);
            assertArrayEquals(Arrays.copyOfRange(all, 2 * row, 5 * row), part.floats());
            assertArrayEquals(new long[] {3, channels, 4, 3}, part.shape());
            // Sums of versions, in the memory of the first.
            OneDnnTensor sum = (OneDnnTensor) x.rows(0, 2).mul(1.0);
            sum = (OneDnnTensor) sum.add(x.rows(0, 2).mul(0));
            sum.accumulate((OneDnnTensor) x.rows(2, 6));
            float[] found = sum.floats();
            for (int i = 0; i < found.length; i++) {
              assertEquals(all[i] + all[i + 2 * row] + all[i + 4 * row], found[i], 1e-5f);
            }
          }
        });
  }

  @Test
  void rowsThatDoNotFitAreNotWritten() {
    INDArray whole = Nd4j.zeros(DataType.FLOAT, 4, 3);
    Chunks.scoped(
        () -> {
          DEVICE.filled(DataType.FLOAT, 1, 2, 3).into(whole, 2);
          Tensor rows = DEVICE.filled(DataType.FLOAT, 2, 2, 3);
          assertThrows(IllegalArgumentException.class, () -> rows.into(whole, 3));
          Tensor wider = DEVICE.filled(DataType.FLOAT, 2, 2, 4);
          assertThrows(IllegalArgumentException.class, () -> wider.into(whole, 0));
        });
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, NdArrays.floats(whole));
  }
}
