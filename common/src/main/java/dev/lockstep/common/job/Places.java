package dev.lockstep.common.job;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the values of a job were written.
 *
 * @param shownFile     the job file as a user named it
 * @param jobFolder     where relative paths of the job file start, also those of files that it includes
 * @param currentFolder where relative paths of {@code --set} start
 * @param written       the job before substitution; a value from the environment is told by the line that asks for it
 */
record Places(String shownFile, Path jobFolder, Path currentFolder, Optional<ConfigObject> written) {

    static final String SET_OPTION = "--set ";

    private static final Pattern LINES = Pattern.compile(": [0-9]+(-[0-9]+)?$");

    /** @param line 0 where there is none */
    private record Place(String source, int line) {}

    /** @param value what stands at {@code key}, or the nearest thing around it */
    Fault fault(String key, ConfigValue value, String found, String allowed, String suggestion) {
        Place place = place(origin(key, value));
        return new Fault(place.source, place.line, key, found, allowed, suggestion);
    }

    /** A fault of what is not there. */
    Fault missing(String key, ConfigValue around, String allowed) {
        Place place = key.indexOf('.') < 0 ? new Place(shownFile, 0) : place(around.origin());
        return new Fault(place.source, place.line, key, "missing", allowed, "");
    }

    /** A fault of the file's text. */
    Fault unreadable(ConfigOrigin origin, String found, String suggestion) {
        Place place = origin == null ? new Place(shownFile, 0) : place(origin);
        return new Fault(place.source, place.line, "", found, "", suggestion);
    }

    /** The absolute path that a text stands for. */
    Path resolve(String key, ConfigValue value, String text) {
        boolean isFromSet = origin(key, value).description().startsWith(SET_OPTION);
        return (isFromSet ? currentFolder : jobFolder).resolve(text).toAbsolutePath().normalize();
    }

    private Place place(ConfigOrigin origin) {
        if (origin.description().startsWith(SET_OPTION)) {
            return new Place(LINES.matcher(origin.description()).replaceFirst(""), 0);
        }
        if (origin.filename() == null) {
            return new Place(shownFile, Math.max(0, origin.lineNumber()));
        }
        return new Place(shown(Path.of(origin.filename())), Math.max(0, origin.lineNumber()));
    }

    private String shown(Path file) {
        Path shown = Path.of(shownFile);
        if (file.equals(currentFolder.resolve(shown).toAbsolutePath().normalize())) {
            return shownFile;
        }
        return file.startsWith(currentFolder) ? currentFolder.relativize(file).toString() : file.toString();
    }

    private ConfigOrigin origin(String key, ConfigValue value) {
        ConfigOrigin origin = value.origin();
        boolean isKnown = origin.filename() != null || origin.description().startsWith(SET_OPTION);
        return isKnown ? origin : written.flatMap(root -> writtenAt(root, key)).orElse(origin);
    }

    private static Optional<ConfigOrigin> writtenAt(ConfigObject root, String key) {
        ConfigValue here = root;
        for (String name : key.split("[.\\[\\]]+")) {
            try {
                here = switch (here) {
                    case ConfigObject object -> object.get(name);
                    case ConfigList list -> list.get(Integer.parseInt(name));
                    default -> null;
                };
            } catch (ConfigException.NotResolved | NumberFormatException | IndexOutOfBoundsException notThere) {
                return Optional.empty();
            }
            if (here == null) {
                return Optional.empty();
            }
        }
        return Optional.of(here.origin());
    }
}
