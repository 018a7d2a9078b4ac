package dev.lockstep.common.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a job before anybody looks at what they mean: parsed, overlaid, and with substitutions replaced.
 *
 * @param unresolved faults of substitutions that stand for nothing; their values are still in {@code root}, unresolved
 */
record JobSource(ConfigObject root, Places places, List<Fault> unresolved) {

    static final long MAX_FILE_BYTES = 4L << 20;

    /** Of a job as it travels and lies in a run's folder. */
    static final int MAX_TEXT_CHARS = 1 << 20;

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^}]*}");

    /** A job file, with {@code sets} ({@code key=value}) over it, the last one winning. */
    static JobSource ofFile(Path file, List<String> sets, Path currentFolder) throws JobFaults {
        Path folder = currentFolder.toAbsolutePath().normalize();
        Path absolute = folder.resolve(file).normalize();
        Places places = new Places(file.toString(), absolute.getParent(), folder, Optional.empty());
        readable(absolute, places);
        List<Fault> faults = new ArrayList<>();
        Config config = ConfigFactory.empty();
        try {
            config = ConfigFactory.parseFile(absolute.toFile(),
                    FileIncludes.from(absolute.getParent()).setAllowMissing(false));
        } catch (ConfigException broken) {
            faults.add(syntaxFault(broken, places));
        }
        for (String set : sets) {
            try {
                config = parseSet(set, folder).withFallback(config);
            } catch (ConfigException | IllegalArgumentException broken) {
                faults.add(setFault(set, broken));
            }
        }
        if (!faults.isEmpty()) {
            throw new JobFaults(faults);
        }
        return resolve(config, places);
    }

    /**
     * A job as {@link JobWriter} writes it: whole in itself. It may come from another machine, so it reads no file and no
     * environment here.
     */
    static JobSource ofText(String text, String shownName) throws JobFaults {
        Path folder = Path.of("").toAbsolutePath().normalize();
        Places places = new Places(shownName, folder, folder, Optional.empty());
        if (text.length() > MAX_TEXT_CHARS) {
            throw new JobFaults(
                    List.of(places.unreadable(null, "holds " + text.length() + " characters; a job has at most "
                            + MAX_TEXT_CHARS, "")));
        }
        try {
            Config config = ConfigFactory.parseString(text, FileIncludes.none());
            if (!config.isResolved()) {
                throw new JobFaults(List.of(places.unreadable(null, "holds substitutions, ${...}; here every value must"
                        + " stand for itself", "")));
            }
            return new JobSource(config.root(), places, List.of());
        } catch (ConfigException broken) {
            throw new JobFaults(List.of(syntaxFault(broken, places)));
        }
    }

    private static void readable(Path file, Places places) throws JobFaults {
        String found = "";
        try {
            if (!Files.exists(file)) {
                found = "no such file";
            } else if (Files.isDirectory(file)) {
                found = "is a folder, a job file is needed";
            } else if (!Files.isReadable(file)) {
                found = "cannot be read: permission denied";
            } else if (Files.size(file) > MAX_FILE_BYTES) {
                found = "holds " + Files.size(file) + " bytes; a job file has at most " + MAX_FILE_BYTES;
            }
        } catch (IOException failed) {
            found = "cannot be read: " + failed.getMessage();
        }
        if (!found.isEmpty()) {
            throw new JobFaults(List.of(places.unreadable(null, found, "")));
        }
    }

    private static Config parseSet(String set, Path folder) {
        int equals = set.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("needs key=value, such as batch=32");
        }
        List<String> path = ConfigUtil.splitPath(set.substring(0, equals).strip());
        String value = set.substring(equals + 1).strip();
        boolean isHocon = value.startsWith("\"") || value.startsWith("{") || value.startsWith("[")
                || value.contains("${") || value.equals("null");
        String text = !isHocon && (value.isEmpty() || Schema.isPlainText(path)) ? ConfigUtil.quoteString(value) : value;
        return ConfigFactory.parseString(
                ConfigUtil.joinPath(path) + " = " + text,
                FileIncludes.from(folder).setOriginDescription(Places.SET_OPTION + set));
    }

    private static JobSource resolve(Config config, Places unresolvedPlaces) throws JobFaults {
        Places places = new Places(unresolvedPlaces.shownFile(), unresolvedPlaces.jobFolder(),
                unresolvedPlaces.currentFolder(), Optional.of(config.root()));
        try {
            return new JobSource(config.resolve().root(), places, List.of());
        } catch (ConfigException.UnresolvedSubstitution broken) {
            Fault first = places.unreadable(broken.origin(), "a substitution stands for nothing: " + reason(broken),
                    "set the variable, or write ${?...} to leave the key out");
            try {
                ConfigObject root = config.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true)).root();
                List<Fault> faults = new ArrayList<>();
                collectUnresolved("", root, places, faults);
                return new JobSource(root, places, faults.isEmpty() ? List.of(first) : faults);
            } catch (ConfigException stillBroken) {
                throw new JobFaults(List.of(first));
            }
        } catch (ConfigException broken) {
            throw new JobFaults(List.of(syntaxFault(broken, places)));
        }
    }

    private static void collectUnresolved(String key, ConfigValue value, Places places, List<Fault> faults) {
        if (!isResolved(value)) {
            faults.add(places.fault(key, value, "found " + substitution(value) + ", which stands for nothing", "",
                    "set the variable, or write ${?...} to leave the key out"));
        } else if (value instanceof ConfigObject object) {
            object.forEach((name, inner) -> collectUnresolved(Values.join(key, name), inner, places, faults));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collectUnresolved(key + "[" + i + "]", (ConfigValue) list.get(i), places, faults);
            }
        }
    }

    private static String substitution(ConfigValue unresolved) {
        Matcher matcher = SUBSTITUTION.matcher(unresolved.render());
        return matcher.find() ? matcher.group() : "a substitution";
    }

    /** Whether a value can be looked at: the library throws for what still waits for a substitution. */
    static boolean isResolved(ConfigValue value) {
        try {
            return switch (value.valueType()) {
                case OBJECT -> ((ConfigObject) value).keySet() != null;
                case LIST -> ((List<?>) value).size() >= 0;
                default -> true;
            };
        } catch (ConfigException.NotResolved waiting) {
            return false;
        }
    }

    private static Fault setFault(String set, RuntimeException broken) {
        String why = broken instanceof ConfigException config
                ? "cannot be read: " + reason(config)
                : broken.getMessage();
        return new Fault(Places.SET_OPTION + set, 0, "", why, "", "");
    }

    private static Fault syntaxFault(ConfigException broken, Places places) {
        return places.unreadable(broken.origin(), "cannot be read: " + reason(broken), "");
    }

    /** The library's message starts with the place, which a fault tells itself. */
    private static String reason(ConfigException broken) {
        String message = broken.getMessage().replaceAll("\\s+", " ");
        String place = broken.origin() == null ? "" : broken.origin().description() + ": ";
        return message.startsWith(place) ? message.substring(place.length()) : message;
    }
}
