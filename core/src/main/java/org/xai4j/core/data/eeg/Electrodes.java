package org.xai4j.core.data.eeg;

import java.util.List;

/** Usual sets of electrodes, for files that do not name theirs. */
final class Electrodes {
  /** The 64 electrodes of BCI2000, in the order of the BCI Competition III's data set II. */
  static final List<String> BCI2000 =
      List.of(
          ("FC5 FC3 FC1 FCz FC2 FC4 FC6 C5 C3 C1 Cz C2 C4 C6 CP5 CP3 CP1 CPz CP2 CP4 CP6"
                  + " Fp1 Fpz Fp2 AF7 AF3 AFz AF4 AF8 F7 F5 F3 F1 Fz F2 F4 F6 F8 FT7 FT8 T7 T8 T9"
                  + " T10 TP7 TP8 P7 P5 P3 P1 Pz P2 P4 P6 P8 PO7 PO3 POz PO4 PO8 O1 Oz O2 Iz")
              .split(" "));

  /** The eight electrodes of many spellers (Krusienski et al. 2006). */
  static final List<String> SPELLER = List.of("Fz", "Cz", "P3", "Pz", "P4", "PO7", "PO8", "Oz");

  private Electrodes() {}
}
