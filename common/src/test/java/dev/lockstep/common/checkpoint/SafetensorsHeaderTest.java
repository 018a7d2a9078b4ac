package dev.lockstep.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsHeaderTest {

    private static final int DATA_BYTES = 12;

    @TempDir
    private Path folder;

    @Test
    void aHeaderOfAnotherWriterIsRead() throws IOException {
        Path file = file(" {'b':{'data_offsets':[4,12],'shape':[2,1],'dtype':'F32'},"
                + "'a':{'dtype':'F32','shape':[],'data_offsets':[0,4]}} ");
        assertThat(SafetensorsFile.read(file).entries()).extracting(TensorEntry::name).containsExactly("a", "b");
        assertThat(SafetensorsFile.read(file).metadata()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                                  | the header should be START_OBJECT
            {'a':3}                                                             | a should be START_OBJECT
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} x           | Unrecognized token
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} {}          | follows the header
            {'a':{'dtype':'F16','shape':[6],'data_offsets':[0,12]}}             | a holds F16; only F32
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,16]}}             | [0, 16) in a file with 12 bytes
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[-4,8]}}             | [-4, 8)
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[12,0]}}             | [12, 0)
            {'a':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}              | [2, 6)
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}}             | shape [2] has data_offsets [0, 12)
            {'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}}              | shape [0]
            {'a':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,12]}}   | at most 2^31 - 1 elements
            {'a':{'dtype':'F32','shape':[99999999999],'data_offsets':[0,12]}}   | integer overflow
            {'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,3],'data_offsets':[0,12]}} | more than 8 numbers
            {'a':{'dtype':'F32','shape':[3.5],'data_offsets':[0,12]}}           | should be VALUE_NUMBER_INT
            {'a':{'dtype':'F32','shape':[3]}}                                   | lacks its dtype
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12],'x':1}}       | unknown key: x
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}              | tensors take 8 bytes, the file has 12
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}             | a gap between the start and a
            {'__metadata__':{'k':1}}                                            | metadata k should be VALUE_STRING
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]},'a':{}}      | Duplicate field 'a'
            {'a':{'dtype':'F32','shape':[[[[[3]]]]],'data_offsets':[0,12]}}     | should be VALUE_NUMBER_INT
            {'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,12]}} | out of range
            """)
    void aDamagedHeaderIsRefusedWithWhatIsWrong(String header, String message) throws IOException {
        Path file = file(header);
        assertThatThrownBy(() -> SafetensorsFile.read(file)).isInstanceOf(DamagedFileException.class)
                .hasMessageStartingWith(file + ": damaged header: ")
                .hasMessageContaining(message);
    }

    @Test
    void tensorsThatOverlapAreRefused() throws IOException {
        Path file = file("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                + "'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}");
        assertThatThrownBy(() -> SafetensorsFile.read(file)).hasMessageContaining("overlap between a and b");
    }

    @Test
    void aHeaderLongerThanTheFileIsRefusedBeforeItIsAllocated() throws IOException {
        Path file = folder.resolve("long");
        for (long length : new long[]{Long.MAX_VALUE, -1, SafetensorsFile.MAX_HEADER_BYTES + 1L, 9}) {
            Files.write(file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
            assertThatThrownBy(() -> SafetensorsFile.read(file)).isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining(Long.toUnsignedString(length) + " bytes, the file has 16");
        }
    }

    private Path file(String header) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length + DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(folder.resolve("file"), bytes.array());
    }
}
