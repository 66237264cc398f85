package org.xai4j.core.engine.cuda;

import org.xai4j.core.tensor.AffineFirst;
import org.xai4j.core.tensor.Tensor;

/** An affine map with nothing behind it: signals of many versions are added up on the device. */
interface CudaAffine extends AffineFirst {
  @Override
  default Tensor behind(Recorded recorded, Tensor signal) {
    return signal;
  }

  @Override
  default Tensor zeros(Recorded recorded) {
    Tensor output = recorded.output();
    return output.device().filled(output.type(), 0, output.shape());
  }

  @Override
  default void accumulate(Tensor sum, Tensor versions) {
    CudaTensor to = (CudaTensor) sum;
    int count = (int) (versions.length() / to.length());
    CudaDevice device = (CudaDevice) to.device();
    device.cells("add_versions", to.type(), to.cells(), to, versions, to.cells(), count);
  }
}
