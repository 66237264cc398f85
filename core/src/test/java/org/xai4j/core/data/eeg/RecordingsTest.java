package org.xai4j.core.data.eeg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;
import org.xai4j.core.run.InputException;

/** Recordings in files, good and bad. */
class RecordingsTest {
  @TempDir Path folder;

  private static String muse(String header, int rows) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int i = 0; i < rows; i++) {
      int mark = i == 50 ? 1 : i == 80 ? 2 : 0;
      text.append(
          String.format(
              Locale.ROOT, "%.3f,%d,%d,-5.5,1.25,0.0,%d%n", 1000 + i / 256.0, i, 2 * i, mark));
    }
    return text.toString();
  }

  private static final String HEADER = "timestamps,TP9,AF7,AF8,TP10,Right AUX,Marker";

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private void refuses(Path file, String... words) {
    String message = assertThrows(InputException.class, () -> Recordings.read(file)).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
    assertEquals(1, message.lines().count());
  }

  @Test
  void museWithRateMarkersAndGap() throws Exception {
    Recording plain = Recordings.read(file("a.csv", muse(HEADER, 200))).get(0);
    assertEquals(256, plain.rate());
    assertEquals(List.of("TP9", "AF7", "AF8", "TP10"), plain.channels());
    assertEquals(
        List.of(new Stimulus(50, false, 0, 0), new Stimulus(80, true, 0, 0)), plain.stimuli());
    assertEquals(120, plain.samples()[0][120]);
    assertEquals(1.25, plain.samples()[3][7]);
    // Half a second later from row 100 on: 128 samples are missing.
    StringBuilder late = new StringBuilder();
    int[] row = {-1};
    muse(HEADER, 200)
        .lines()
        .forEach(
            line -> {
              String[] cells = line.split(",", 2);
              String time =
                  row[0] >= 100
                      ? String.format(Locale.ROOT, "%.3f", Double.parseDouble(cells[0]) + 0.5)
                      : cells[0];
              row[0]++;
              late.append(time).append(',').append(cells[1]).append('\n');
            });
    Recording gap = Recordings.read(file("b.csv", late.toString())).get(0);
    assertEquals(200 + 128, gap.length());
    assertEquals(99, gap.samples()[0][99]);
    assertTrue(Double.isNaN(gap.samples()[0][100]));
    assertEquals(100, gap.samples()[0][228]);
  }

  @Test
  void packedFilesAreTheSame() throws Exception {
    Path packed = folder.resolve("a.csv.xz");
    try (XZOutputStream out =
        new XZOutputStream(Files.newOutputStream(packed), new LZMA2Options(1))) {
      out.write(muse(HEADER, 200).getBytes(StandardCharsets.UTF_8));
    }
    Recording plain = Recordings.read(file("a.csv", muse(HEADER, 200))).get(0);
    Recording unpacked = Recordings.read(packed).get(0);
    assertEquals(plain.stimuli(), unpacked.stimuli());
    assertArrayEquals(plain.samples(), unpacked.samples());
    byte[] whole = Files.readAllBytes(packed);
    Path cut = Files.write(folder.resolve("c.csv.xz"), java.util.Arrays.copyOf(whole, 100));
    refuses(cut, "c.csv.xz", "packed");
  }

  @Test
  void badMuseFilesSayWhy() throws Exception {
    refuses(
        file("a.csv", muse("timestamps,TP9,AF7,AF8,TP10,Right AUX,Event", 200)),
        "'marker'",
        "Event");
    refuses(file("b.csv", muse(HEADER, 200).replace("5.5,1.25,0.0,2", "5.5,1.25,0.0,7")), "7");
    refuses(file("c.csv", muse(HEADER, 200).replaceFirst("-5.5", "five")), "'five'", "AF8");
    refuses(file("d.csv", muse("timestamps,a,b,c,d,e,Marker", 200)), "10–20");
    refuses(file("e.csv", muse(HEADER, 10)), "10 samples");
    refuses(file("f.csv", muse(HEADER, 200).replaceFirst("1000.391", "999.000")), "backward");
    refuses(folder.resolve("none.csv"), "none.csv");
    refuses(folder.resolve("none.xyz"), ".csv, .mat or .edf");
  }

  private static Path resource(String name) throws Exception {
    return Path.of(RecordingsTest.class.getResource("/eeg/" + name).toURI());
  }

  /**
   * Made by {@code scipy.io.savemat('continuous.mat', {'fs': 128.0, 'trig': …, 'y': …, 'channels':
   * …}, do_compression=True)}: y[:, 2] = 0.01·i, trig +1 from samples 100 and 400 on, −1 from 200
   * and 300 on.
   */
  @Test
  void matlabWithTrig() throws Exception {
    Recording r = Recordings.read(resource("continuous.mat")).get(0);
    assertEquals(128, r.rate());
    assertEquals(List.of("Fz", "Cz", "Pz"), r.channels());
    assertEquals(3.21, r.samples()[2][321], 1e-12);
    assertEquals(
        List.of(
            new Stimulus(100, true, 0, 0),
            new Stimulus(200, false, 0, 0),
            new Stimulus(300, false, 0, 0),
            new Stimulus(400, true, 0, 0)),
        r.stimuli());
  }

  /** Two characters, B and H, of which column 2 and rows 7 and 9 flash. */
  @Test
  void matlabOfTheCompetition() throws Exception {
    List<Recording> all = Recordings.read(resource("competition.mat"));
    assertEquals(2, all.size());
    Recording first = all.get(0);
    assertEquals(240, first.rate());
    assertEquals("Cz", first.channels().get(10));
    assertEquals(33, first.samples()[10][33]);
    assertEquals(
        List.of(
            new Stimulus(5, true, 2, 0),
            new Stimulus(20, true, 7, 0),
            new Stimulus(35, false, 9, 0)),
        first.stimuli());
    List<Recording> told = Recordings.read(resource("competition-characters.mat"));
    assertEquals(first.stimuli(), told.get(0).stimuli());
    assertTrue(told.get(1).stimuli().get(0).target());
    assertTrue(!told.get(1).stimuli().get(1).target());
  }

  @Test
  void badMatlabFilesSayWhy() throws Exception {
    refuses(file("a.mat", "no MATLAB file at all, but long enough to be read as a header"), "-v7");
    byte[] whole = Files.readAllBytes(resource("continuous.mat"));
    Path cut = Files.write(folder.resolve("b.mat"), java.util.Arrays.copyOf(whole, 300));
    refuses(cut, "b.mat");
  }

  private static void text(ByteArrayOutputStream out, String value, int length) {
    out.writeBytes(
        String.format(Locale.ROOT, "%-" + length + "s", value).getBytes(StandardCharsets.US_ASCII));
  }

  /** An EDF+ file of two records of one second, 100 Hz, digital values 0 to 199 of 0.5 µV. */
  private static byte[] edf(String label, String annotation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text(out, "0", 8);
    text(out, "X X X X", 80);
    text(out, "Startdate X X X X", 80);
    text(out, "01.01.2601.00.00", 16);
    text(out, "768", 8);
    text(out, "EDF+C", 44);
    text(out, "2", 8);
    text(out, "1", 8);
    text(out, "2", 4);
    String[][] fields = {
      {label, "EDF Annotations", "16"},
      {"", "", "80"},
      {"uV", "", "8"},
      {"-16384", "-1", "8"},
      {"16383.5", "1", "8"},
      {"-32768", "-32768", "8"},
      {"32767", "32767", "8"},
      {"", "", "80"},
      {"100", "30", "8"},
      {"", "", "32"}
    };
    for (String[] field : fields) {
      text(out, field[0], Integer.parseInt(field[2]));
      text(out, field[1], Integer.parseInt(field[2]));
    }
    for (int r = 0; r < 2; r++) {
      ByteBuffer data = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 100; i++) {
        data.putShort((short) (100 * r + i));
      }
      out.writeBytes(data.array());
      String list = "+" + r + "\u0014\u0014\0" + (r == 0 ? annotation : "");
      byte[] bytes = new byte[60];
      byte[] given = list.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(given, 0, bytes, 0, given.length);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void edfWithAnnotations() throws Exception {
    String events = "+0.25\u0014target/7\u0014\0+1.5\u0014nontarget\u0014\0";
    Path file = Files.write(folder.resolve("a.edf"), edf("EEG Cz-REF", events));
    Recording r = Recordings.read(file).get(0);
    assertEquals(100, r.rate());
    assertEquals(List.of("Cz"), r.channels());
    assertEquals(200, r.length());
    assertEquals(0.5 * 150, r.samples()[0][150], 1e-9);
    assertEquals(
        List.of(new Stimulus(25, true, 7, 0), new Stimulus(150, false, 0, 0)), r.stimuli());
  }

  @Test
  void badEdfFilesSayWhy() throws Exception {
    byte[] quiet = edf("Cz", "+0.25\u0014eyes closed\u0014\0");
    refuses(Files.write(folder.resolve("a.edf"), quiet), "eyes closed", "annotate");
    byte[] other = edf("EMG", "+0.25\u0014target\u0014\0");
    refuses(Files.write(folder.resolve("b.edf"), other), "EMG");
    byte[] cut = java.util.Arrays.copyOf(quiet, quiet.length - 50);
    refuses(Files.write(folder.resolve("c.edf"), cut), "cut off");
    refuses(file("d.edf", "nothing"), "no EDF file");
  }

  @Test
  void foldersAreSessionsAndMustAgree() throws Exception {
    for (String session : List.of("s1", "s2")) {
      Files.createDirectories(folder.resolve(session));
      file(session + "/a.csv", muse(HEADER, 200));
      file(session + "/b.csv", muse(HEADER, 200));
    }
    List<Recordings.Session> sessions = Recordings.sessions(folder);
    assertEquals(2, sessions.size());
    assertEquals("s2", sessions.get(1).name());
    assertEquals(2, sessions.get(1).recordings().size());
    file("s2/b.csv", muse("timestamps,TP9,AF7,AF8,x,Right AUX,Marker", 200));
    String message =
        assertThrows(InputException.class, () -> Recordings.sessions(folder)).getMessage();
    assertTrue(message.contains("TP10"), message);
    assertThrows(InputException.class, () -> Recordings.sessions(folder.resolve("none")));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThrows(InputException.class, () -> Recordings.sessions(empty));
  }

  @Test
  void electrodesSitWhereTheyShould() {
    Montage.Place vertex = Montage.of(List.of("Cz")).get(0);
    assertEquals(0, vertex.x(), 1e-9);
    assertEquals(0, vertex.y(), 1e-9);
    List<Montage.Place> places = Montage.of(List.of("tp9", "AF7", "AF8", "TP10", "Oz", "T7"));
    assertTrue(places.get(0).x() < -0.8 && places.get(0).y() < 0);
    assertEquals(-places.get(0).x(), places.get(3).x(), 1e-9);
    assertEquals(-places.get(1).x(), places.get(2).x(), 1e-9);
    assertTrue(places.get(1).y() > 0.5);
    assertEquals(-0.8, places.get(4).y(), 1e-9);
    assertEquals(-0.8, places.get(5).x(), 1e-9);
    String message =
        assertThrows(InputException.class, () -> Montage.of(List.of("Pzz"))).getMessage();
    assertTrue(message.contains("Pz"), message);
  }
}
