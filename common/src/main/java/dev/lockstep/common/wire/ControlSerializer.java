package dev.lockstep.common.wire;

import akka.serialization.SerializerWithStringManifest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lockstep.proto.Control;
import java.io.NotSerializableException;

/**
 * Puts {@link Control} messages on the wire as their protobuf bytes, and nothing else: what arrives is parsed as one
 * message type, so a peer cannot name a class.
 */
public final class ControlSerializer extends SerializerWithStringManifest {

    /** Longest message; a {@code Welcome} with a long job file is the largest. Akka's frame is twice this. */
    public static final int MAX_MESSAGE_BYTES = 256 << 10;

    /** Longest job in a {@code Welcome}; what is left is for names and the token. */
    public static final int MAX_JOB_BYTES = MAX_MESSAGE_BYTES - (8 << 10);

    /** Identifies this serializer between releases; Akka keeps 0 to 40 for itself. */
    private static final int IDENTIFIER = 7_310;

    /** Names the version of the messages. */
    private static final String MANIFEST = "C1";

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return MANIFEST;
    }

    @Override
    public byte[] toBinary(Object message) {
        if (!(message instanceof Control control)) {
            throw new IllegalArgumentException("not a control message: " + message.getClass().getName());
        }
        int bytes = control.getSerializedSize();
        if (bytes > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("a " + control.getMessageCase() + " message of " + bytes
                    + " bytes; the limit is " + MAX_MESSAGE_BYTES);
        }
        return control.toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (!manifest.equals(MANIFEST)) {
            throw new NotSerializableException("control messages of another version: " + manifest);
        }
        if (bytes.length > MAX_MESSAGE_BYTES) {
            throw new NotSerializableException("a control message of " + bytes.length + " bytes");
        }
        try {
            return Control.parseFrom(bytes);
        } catch (InvalidProtocolBufferException damaged) {
            throw new NotSerializableException("not a control message: " + damaged.getMessage());
        }
    }
}
