package dev.lockstep.common.wire.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SharedFileTest {

    private static final BlockLayout LAYOUT = new BlockLayout(new int[]{0, 5, 40});

    private final SharedFolder folder = SharedFolders.temporary();

    @Test
    void aFileIsItsUsersAlone() throws Exception {
        try (SharedFile file = SharedFile.create(folder, 32)) {
            assertThat(
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.folder().resolve(file.name()))))
                    .isEqualTo("rw-------");
            file.forget();
        }
    }

    @Test
    void onlyNamesThatThisClassGivesAreOpened() {
        for (String name : new String[]{"../secret", "/etc/passwd", "lockstep-1", "",
                "lockstep-1-0123456789abcdef/.."}) {
            assertThatThrownBy(() -> SharedFile.open(folder, name, 32, true)).as(name).isInstanceOf(IOException.class)
                    .hasMessageContaining("not the name");
        }
    }

    @Test
    void aFileOfAnotherSizeIsNotMapped() throws Exception {
        try (SharedFile file = SharedFile.create(folder, 32)) {
            assertThatThrownBy(() -> SharedFile.open(folder, file.name(), 33, true)).isInstanceOf(IOException.class)
                    .hasMessageContaining("33 floats");
        }
    }

    @Test
    void whatDoesNotFitTheFileSystemIsNotBegun() {
        assertThatThrownBy(() -> SharedFile.create(folder, 1L << 50)).isInstanceOf(IOException.class)
                .hasMessageContaining("too much");
        assertThat(folder.folder()).isEmptyDirectory();
    }

    @Test
    void theFilesOfProcessesThatHaveEndedAreSweptAway() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path left = Files.createFile(folder.folder().resolve("lockstep-" + ended.pid() + "-0123456789abcdef"));
        Path others = Files.createFile(folder.folder().resolve("lockstep-notes"));
        try (SharedFile own = SharedFile.create(folder, 32)) {
            folder.sweep();
            assertThat(left).doesNotExist();
            assertThat(others).exists();
            assertThat(folder.folder().resolve(own.name())).exists();
        }
    }

    @Test
    void twoVersionsLieBesideEachOtherAndAnOlderOneReplacesNone() throws Exception {
        SharedFile made = SharedFile.create(folder, ParametersWriter.floats(LAYOUT));
        try (ParametersWriter writer = new ParametersWriter(made, LAYOUT);
                ParametersReader reader = new ParametersReader(
                        SharedFile.open(folder, made.name(), ParametersWriter.floats(LAYOUT), false), LAYOUT)) {
            for (long version = 4; version < 7; version++) {
                assertThat(writer.put(version, 0, filled(version))).isTrue();
                assertThat(writer.put(version, 1, filled(version))).isTrue();
            }
            assertThat(writer.put(4, 1, filled(4))).isFalse();
            assertThat(writer.put(6, 1, filled(6))).as("it is there").isTrue();
            for (long other : new long[]{4, 7, 8}) {
                assertThat(reader.copy(other, 1, Storage.allocate(LAYOUT.floats()))).as("version " + other).isFalse();
            }
            assertThat(read(reader, 5, 1)).isEqualTo(5);
            assertThat(read(reader, 6, 1)).isEqualTo(6);
            assertThat(read(reader, 6, 0)).isEqualTo(6);
        }
    }

    private static Storage filled(float value) {
        Storage flat = Storage.allocate(LAYOUT.floats());
        Arrays.fill(flat.array(), value);
        return flat;
    }

    private static float read(ParametersReader reader, long version, int block) {
        Storage flat = Storage.allocate(LAYOUT.floats());
        assertThat(reader.copy(version, block, flat)).isTrue();
        float[] values = Arrays.copyOfRange(flat.array(), LAYOUT.start(block),
                LAYOUT.start(block) + LAYOUT.length(block));
        assertThat(values).containsOnly(values[0]);
        return values[0];
    }
}
