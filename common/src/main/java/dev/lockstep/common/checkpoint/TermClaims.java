package dev.lockstep.common.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terms of a run, claimed in its folder: {@code terms/0001.json} and so on. A claim is a file made by exclusive create,
 * so that no two coordinators get one number. The highest number is the term in force; there is no lock that a dead holder
 * could keep. Who holds a term looks for newer ones before whatever it writes for good.
 */
public final class TermClaims {

    /** Under the run's folder. */
    public static final String FOLDER = "terms";

    private static final Pattern NAME = Pattern.compile("([0-9]{4,9})\\.json");
    private static final int MAX_TRIES = 1_000;
    private static final int MAX_CLAIM_BYTES = 1 << 16;
    private static final JsonFactory JSON = new JsonFactory();

    private final Disk disk;
    private final Path folder;

    public TermClaims(Disk disk, Path runFolder) {
        this.disk = disk;
        this.folder = runFolder.resolve(FOLDER);
    }

    /** As in the names of files that belong to a term: at least four digits. */
    public static String digits(int term) {
        return "%04d".formatted(term);
    }

    /** The term in force; 0 before the first. */
    public int newest() throws IOException {
        NavigableSet<Integer> terms = terms();
        return terms.isEmpty() ? 0 : terms.last();
    }

    /** Whose term is over must not go on. */
    public void requireNewest(int term) throws IOException {
        int newest = newest();
        if (newest > term) {
            throw new TakenOverException(newest);
        }
    }

    /**
     * Claims the next term. When this returns the claim is on the disk.
     *
     * @param freshRun names the run if no term before this one has
     */
    public TermClaim claim(String freshRun, String host, long processId, Instant now) throws IOException {
        disk.createFolders(folder);
        NavigableSet<Integer> before = terms();
        String run = freshRun;
        for (int term : before) {
            Optional<TermClaim> earlier = read(term);
            if (earlier.isPresent()) {
                run = earlier.get().run();
                break;
            }
        }
        int first = before.isEmpty() ? 1 : before.last() + 1;
        for (int term = first; term < first + MAX_TRIES; term++) {
            TermClaim claim = new TermClaim(term, run, host, processId, now);
            if (create(claim)) {
                return claim;
            }
        }
        throw new IOException(
                folder + ": terms " + first + " to " + (first + MAX_TRIES - 1) + " were all taken by others");
    }

    /** Empty for a claim that is not there, or was never written whole: its holder did nothing. */
    public Optional<TermClaim> read(int term) throws IOException {
        Path file = file(term);
        if (!disk.exists(file) || disk.sizeBytes(file) > MAX_CLAIM_BYTES) {
            return Optional.empty();
        }
        try {
            return parse(term, SmallFile.read(disk, file, MAX_CLAIM_BYTES));
        } catch (NoSuchFileException withdrawn) {
            return Optional.empty();
        }
    }

    private NavigableSet<Integer> terms() throws IOException {
        NavigableSet<Integer> terms = new TreeSet<>();
        for (Path file : disk.list(folder)) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches()) {
                terms.add(Integer.parseInt(name.group(1)));
            }
        }
        return terms;
    }

    /** False if somebody else has the number. A claim that cannot be forced is withdrawn, so that it ends nobody's term. */
    private boolean create(TermClaim claim) throws IOException {
        Path file = file(claim.term());
        Disk.OutputFile out;
        try {
            out = disk.createNew(file);
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
        try {
            try (out) {
                AtomicFile.writeFully(out, ByteBuffer.wrap(render(claim)));
                out.force();
            }
            disk.forceFolder(folder);
            return true;
        } catch (IOException | RuntimeException e) {
            AtomicFile.deleteAfter(e, disk, file);
            throw e;
        }
    }

    private Path file(int term) {
        return folder.resolve(digits(term) + ".json");
    }

    private static byte[] render(TermClaim claim) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("term", claim.term());
            json.writeStringField("run", claim.run());
            json.writeStringField("host", claim.host());
            json.writeNumberField("process_id", claim.processId());
            json.writeStringField("claimed", claim.claimed().toString());
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    private static Optional<TermClaim> parse(int term, byte[] text) {
        String run = null;
        String host = null;
        String claimed = null;
        long processId = -1;
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            JsonToken token = json.nextToken();
            for (; token == JsonToken.FIELD_NAME; token = json.nextToken()) {
                String key = json.currentName();
                json.nextToken();
                switch (key) {
                    case "run" -> run = json.getText();
                    case "host" -> host = json.getText();
                    case "claimed" -> claimed = json.getText();
                    case "process_id" -> processId = json.getLongValue();
                    default -> json.skipChildren();
                }
            }
            if (token != JsonToken.END_OBJECT || run == null || host == null || claimed == null || processId < 0) {
                return Optional.empty();
            }
            return Optional.of(new TermClaim(term, run, host, processId, Instant.parse(claimed)));
        } catch (IOException | DateTimeException torn) {
            return Optional.empty();
        }
    }
}
