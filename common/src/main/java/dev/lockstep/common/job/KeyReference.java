package dev.lockstep.common.job;

/** The reference of all keys of a job file, made from the schema that reads them. */
public final class KeyReference {

    private KeyReference() {}

    /** The text of {@code deploy/KEYS.md}. */
    public static String markdown() {
        StringBuilder text = new StringBuilder(
                """
                        # Keys of a job file

                        Made from the schema that reads job files; `KeyReferenceTest` says how to make it again.

                        A job file is [HOCON](https://github.com/lightbend/config/blob/main/HOCON.md): includes and `${?VARIABLE}` from
                        the environment work. `--set key=value` takes any of these keys and wins over the file; `--set key=null` takes a
                        key away. Relative paths start at the job file's folder, with `--set` at the current folder. Numbers must be
                        finite.
                        """);
        for (Section section : Schema.sections()) {
            text.append("\n## ").append(section.path().isEmpty() ? "The file" : "`" + section.path() + "`")
                    .append("\n\n");
            text.append(section.meaning()).append(".\n\n");
            text.append("| key | only for | value | default | meaning |\n|---|---|---|---|---|\n");
            for (Key<?> key : section.keys()) {
                text.append("| `").append(key.name()).append("` | ")
                        .append(onlyFor(section, key)).append(" | ")
                        .append(key.kind().needs()).append(" | ")
                        .append(key.defaultText()).append(" | ")
                        .append(key.meaning()).append(" |\n");
            }
        }
        return text.toString();
    }

    private static String onlyFor(Section section, Key<?> key) {
        boolean isItsOwn = key.onlyFor().size() == 1 && key.onlyFor().getFirst().equals(key.name());
        return isItsOwn && section.discriminator().isEmpty() ? "" : String.join(", ", key.onlyFor());
    }
}
