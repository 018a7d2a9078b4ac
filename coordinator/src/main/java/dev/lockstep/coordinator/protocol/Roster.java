package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.common.wire.PeerLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The workers that were welcomed, in order of their first words, and who may be. */
final class Roster {

    /** Workers of which it is remembered that they went, or why they were turned away. */
    static final int MAX_REMEMBERED = 1_000;

    private final RunPlan plan;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, String> turnedAway = new LinkedHashMap<>();
    private final SequencedSet<String> gone = new LinkedHashSet<>();
    /** Of workers that computed wrong: nobody comes from there again. */
    private final Map<String, String> wrongProcesses = new LinkedHashMap<>();
    private Optional<String> knownAnswer;

    Roster(RunPlan plan) {
        this.plan = plan;
        this.knownAnswer = plan.knownAnswer();
    }

    Member get(String worker) {
        return members.get(worker);
    }

    Collection<Member> all() {
        return members.values();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** The workers that can be given work, in order of their first words. */
    List<Member> reliable() {
        List<Member> reliable = new ArrayList<>(members.size());
        for (Member member : members.values()) {
            if (member.reliable()) {
                reliable.add(member);
            }
        }
        return reliable;
    }

    boolean isReliable(String worker) {
        Member member = members.get(worker);
        return member != null && member.reliable();
    }

    static Set<String> names(Collection<Member> members) {
        return members.stream().map(m -> m.worker).collect(Collectors.toUnmodifiableSet());
    }

    void add(Event.Hello hello, long nowNs) {
        members.put(hello.worker(), new Member(hello, nowNs));
    }

    /**
     * It is not heard again under this name: what is still under way from it counts for nothing. But who has not heard its
     * welcome knows nothing of having been a member, and greets on.
     */
    void remove(String worker) {
        Member member = members.remove(worker);
        if (member != null && member.answered) {
            gone.add(worker);
            if (gone.size() > MAX_REMEMBERED) {
                // Nothing is under way any more from who went so long ago.
                gone.removeFirst();
            }
        }
    }

    boolean isGone(String worker) {
        return gone.contains(worker);
    }

    /** Workers whose bulk links stand. */
    long attached() {
        return members.values().stream().filter(m -> m.attached).count();
    }

    long usable() {
        return members.values().stream().filter(Member::usable).count();
    }

    /** Of the usable workers. */
    int slots() {
        return members.values().stream().filter(Member::usable).mapToInt(m -> m.slots).sum();
    }

    void greeted(String worker, long nowNs) {
        Member member = members.get(worker);
        if (member != null) {
            member.heardNs = nowNs;
            member.silent = false;
        }
    }

    /** Something that only a worker says which has heard its welcome. */
    void heard(String worker, long nowNs) {
        Member member = members.get(worker);
        if (member != null) {
            member.answered = true;
            member.heardNs = nowNs;
            member.silent = false;
        }
    }

    /** Notes who is silent now; to be called only when whatever had come was heard. */
    void suspectSilent(long nowNs) {
        members.values().forEach(m -> m.silent = nowNs - m.heardNs > Deadlines.SUSPICION_NS);
    }

    /** As messages name it, also when it is gone. */
    String who(String worker) {
        Member member = members.get(worker);
        return member == null ? "worker " + worker : member.who();
    }

    /** Nobody is welcomed any more from the process of a worker that computed wrong, unless others work there. */
    void quarantine(Member member, String why) {
        turnAway(member.worker, why);
        boolean alone = members.values().stream().noneMatch(m -> m != member && m.sharesProcess(member));
        if (alone && wrongProcesses.size() < MAX_REMEMBERED) {
            wrongProcesses.put(member.host + " " + member.processId, member.worker);
        }
    }

    /** Why a worker cannot be welcomed. */
    Optional<String> refusal(Event.Hello hello) {
        if (hello.protocol() != ControlVersion.CURRENT || !hello.release().equals(plan.release())) {
            return Optional.of(("this worker is Lockstep %s (protocol %d), the coordinator %s (protocol %d): another "
                    + "release may give other bits; run the same release on every machine")
                    .formatted(hello.release(), hello.protocol(), plan.release(), ControlVersion.CURRENT));
        }
        if (hello.slots() < 1 || hello.slots() > PeerLimits.MAX_SLOTS) {
            return Optional.of("a worker has 1 to " + PeerLimits.MAX_SLOTS + " slots, this one " + hello.slots());
        }
        String wrong = wrongProcesses.get(hello.host() + " " + hello.processId());
        if (wrong != null) {
            return Optional.of("process " + hello.processId() + " on host " + hello.host()
                    + " takes no part any more: its worker " + wrong + " has computed other bits than two others");
        }
        if (members.size() >= PeerLimits.MAX_WORKERS) {
            return Optional.of("the run has " + PeerLimits.MAX_WORKERS + " workers, which is the limit");
        }
        return Optional.empty();
    }

    /**
     * Remembers why a worker takes no part, so that it can be told again.
     *
     * @return whether that is news
     */
    boolean turnAway(String worker, String reason) {
        return turnedAway.size() < MAX_REMEMBERED && turnedAway.putIfAbsent(worker, reason) == null;
    }

    /** Repeats a refusal to a worker that goes on as if it had not heard it. */
    void refuseAgain(String worker, Turn turn) {
        String reason = turnedAway.get(worker);
        if (reason != null && !members.containsKey(worker)) {
            turn.add(new Effect.Refuse(worker, reason));
        }
    }

    /** Why a worker's arithmetic keeps it out. Without an answer compiled in, the first worker's counts. */
    Optional<String> answerRefusal(Event.Ready ready) {
        String expected = knownAnswer.orElse(ready.knownAnswer());
        knownAnswer = Optional.of(expected);
        return ready.knownAnswer().equals(expected)
                ? Optional.empty()
                : Optional.of("its known-answer test gave " + ready.knownAnswer() + " and not " + expected
                        + ": this machine or its Java computes other bits");
    }

    /** Who is not usable yet, as a message names them. */
    String awaited() {
        return members.values().stream().filter(m -> !m.usable())
                .map(m -> m.who() + " still has to finish " + m.awaited())
                .collect(Collectors.joining(", "));
    }
}
