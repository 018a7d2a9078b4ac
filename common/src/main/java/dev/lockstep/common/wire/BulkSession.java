package dev.lockstep.common.wire;

import com.google.protobuf.ByteString;
import dev.lockstep.proto.Welcome;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * What a worker shows when its bulk link connects. Only a wrong session closes a connection; late frames of a right one
 * are normal.
 *
 * @param run   unique for a run
 * @param term  one life of the coordinator
 * @param token secret of this term, told to admitted workers in {@link Welcome}; 1 to {@value #MAX_TOKEN_BYTES} bytes
 */
public record BulkSession(String run, int term, ByteString token) {

    public static final int MAX_TOKEN_BYTES = 64;

    private static final int FRESH_TOKEN_BYTES = 16;
    private static final SecureRandom TOKENS = new SecureRandom();

    public BulkSession {
        if (token.isEmpty() || token.size() > MAX_TOKEN_BYTES) {
            throw new IllegalArgumentException("a token of " + token.size() + " bytes");
        }
    }

    /** A session with a new token. */
    public static BulkSession fresh(String run, int term) {
        byte[] token = new byte[FRESH_TOKEN_BYTES];
        TOKENS.nextBytes(token);
        return new BulkSession(run, term, ByteString.copyFrom(token));
    }

    public static BulkSession of(Welcome welcome) {
        return new BulkSession(welcome.getRun(), welcome.getTerm(), welcome.getBulkToken());
    }

    /** Why {@code shown} may not attach here, in words; null when it may. */
    String refusal(BulkSession shown) {
        if (!run.equals(shown.run)) {
            return "this is run " + run + ", not run " + shown.run;
        }
        if (term != shown.term) {
            return "this is term " + term + " of the run, not term " + shown.term;
        }
        if (!MessageDigest.isEqual(token.toByteArray(), shown.token.toByteArray())) {
            return "the token is not the one of this run and term";
        }
        return null;
    }

    /** Without the token, which belongs in no log. */
    @Override
    public String toString() {
        return "run " + run + " term " + term;
    }
}
