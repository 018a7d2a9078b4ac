package dev.lockstep.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Disk} does, shown of the real one; what survives a crash only a simulated one can show. */
class DiskTest {

    private final Disk disk = Disk.REAL;

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = temporary.resolve("a/b");
        disk.createFolders(folder);
        disk.createFolders(folder);
    }

    @Test
    void createEmptiesCreateNewRefusesAppendAdds() throws IOException {
        Path file = folder.resolve("file");
        write(disk.create(file), "first, and long");
        write(disk.create(file), "one");
        assertThatThrownBy(() -> disk.createNew(file)).isInstanceOf(FileAlreadyExistsException.class);
        write(disk.append(file), " two");
        assertThat(read(file)).isEqualTo("one two");
        write(disk.createNew(folder.resolve("new")), "n");
        write(disk.append(folder.resolve("appended")), "a");
        assertThat(disk.list(folder)).containsExactly(folder.resolve("appended"), file, folder.resolve("new"));
        disk.forceFolder(folder);
    }

    @Test
    void whatIsNotThereIsSaidOrPassedOver() throws IOException {
        Path missing = folder.resolve("missing");
        assertThat(disk.list(missing)).isEmpty();
        assertThat(disk.exists(missing)).isFalse();
        disk.delete(missing);
        assertThatThrownBy(() -> disk.open(missing)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.sizeBytes(missing)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.rename(missing, folder.resolve("x"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.link(missing, folder.resolve("x"))).isInstanceOf(NoSuchFileException.class);
        assertThat(disk.list(folder)).isEmpty();
    }

    @Test
    void aFolderThatCannotBeListedIsNoEmptyOne() throws IOException {
        Path file = folder.resolve("file");
        write(disk.create(file), "1");
        assertThatThrownBy(() -> disk.list(file)).isInstanceOf(IOException.class);
    }

    @Test
    void aFileIsReadFromAnyPlaceInIt() throws IOException {
        Path file = folder.resolve("file");
        write(disk.create(file), "one two");
        ByteBuffer rest = ByteBuffer.allocate(9);
        try (ReadableByteChannel in = disk.open(file, 4)) {
            in.read(rest);
        }
        assertThat(new String(rest.array(), 0, rest.position(), StandardCharsets.UTF_8)).isEqualTo("two");
    }

    @Test
    void renameReplacesAndDeleteDeletes() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        write(disk.create(one), "1");
        write(disk.create(two), "two");
        disk.rename(one, two);
        assertThat(read(two)).isEqualTo("1");
        assertThat(disk.list(folder)).containsExactly(two);
        disk.delete(two);
        assertThat(disk.exists(two)).isFalse();
    }

    @Test
    void aLinkIsAnotherNameWhateverWasThere() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        Path link = temporary.resolve("link");
        write(disk.create(one), "1");
        write(disk.create(two), "2");
        write(disk.create(link), "old");
        disk.link(one, link);
        disk.link(one, link);
        write(disk.append(one), "+");
        assertThat(read(link)).isEqualTo("1+");
        disk.link(two, link);
        assertThat(read(link)).isEqualTo("2");
        assertThat(read(one)).isEqualTo("1+");
        assertThat(disk.list(temporary)).containsExactly(temporary.resolve("a"), link);
    }

    private String read(Path file) throws IOException {
        assertThat(disk.sizeBytes(file)).isEqualTo(Files.size(file));
        return new String(SmallFile.read(disk, file, 1_000), StandardCharsets.UTF_8);
    }

    private static void write(Disk.OutputFile out, String text) throws IOException {
        try (out) {
            AtomicFile.writeFully(out, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            out.force();
            assertThat(out.isOpen()).isTrue();
        }
        assertThat(out.isOpen()).isFalse();
    }
}
