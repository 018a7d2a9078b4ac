package dev.lockstep.worker.protocol;

import dev.lockstep.proto.DataPart;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A life of a worker as a function from events to effects; who loses its coordinator begins another. What is stale, repeated or of another term is dropped without a
 * word: late messages are normal.
 */
public final class WorkerProtocol {

    private final String knownAnswer;
    private final OptionalLong aloneNs;
    private State state = new State.Ended();
    private Optional<String> proof = Optional.empty();
    /** From the loaded data on. */
    private Arrivals arrivals;
    private Work work;
    private long heardNs;
    private long tickNs;
    /** Whether this life came as far as Ready. */
    private boolean served;

    /**
     * The first life.
     *
     * @param knownAnswer the hash that the known-answer test must give
     */
    public WorkerProtocol(String knownAnswer) {
        this(knownAnswer, OptionalLong.empty());
    }

    /** @param aloneNs in a later life, since when there has been no coordinator (see {@link #aloneNs}) */
    public WorkerProtocol(String knownAnswer, OptionalLong aloneNs) {
        this.knownAnswer = knownAnswer;
        this.aloneNs = aloneNs;
    }

    /** For the next life, if this one ends now: since when the worker has been without a coordinator to serve. */
    public long aloneNs(long nowNs) {
        return served ? nowNs : aloneNs.orElse(nowNs);
    }

    public State state() {
        return state;
    }

    /** @param nowNs of a clock that never goes back */
    public List<Effect> on(Event event, long nowNs) {
        if (event instanceof Event.Started) {
            state = new State.Greeting(nowNs, nowNs, false);
            tickNs = nowNs;
            return List.of(new Effect.SayHello(), new Effect.ProveKernels());
        }
        if (state instanceof State.Ended) {
            return List.of();
        }
        if (state instanceof State.Parting parting) {
            return parting(parting, event, nowNs);
        }
        return switch (event) {
            case Event.Refused refused -> refused.over()
                    ? end(0, refused.reason())
                    : end(Effect.End.REFUSED, "refused by the coordinator: " + refused.reason());
            case Event.StopRequested stop -> leave(nowNs);
            case Event.WorkFailed failed when !(state instanceof State.Adrift) ->
                fail(failed.reason(), failed.message(), nowNs);
            case Event.Proved proved -> proved(proved, nowNs);
            case Event.Tick tick -> tick(nowNs);
            default -> switch (state) {
                case State.Greeting greeting -> greeting(event, nowNs);
                case State.Preparing preparing -> preparing(preparing, event, nowNs);
                case State.Serving serving -> serving(serving, event, nowNs);
                case State.Adrift adrift -> adrift(adrift, event);
                case State.Parting parting -> List.of();
                case State.Ended ended -> List.of();
            };
        };
    }

    private List<Effect> greeting(Event event, long nowNs) {
        if (event instanceof Event.Welcomed welcomed) {
            heardNs = nowNs;
            state = new State.Preparing(welcomed.welcome(), nowNs, false, false);
            return List.of(new Effect.LoadData(welcomed.welcome()));
        }
        return List.of();
    }

    private List<Effect> preparing(State.Preparing at, Event event, long nowNs) {
        hear(at.welcome(), event, nowNs);
        return switch (event) {
            case Event.DataLoaded loaded -> {
                arrivals = new Arrivals(loaded.blocks(), loaded.firstBlocks());
                work = new Work(arrivals);
                state = new State.Preparing(at.welcome(), at.sinceNs(), true, false);
                yield List.of(new Effect.OpenLink(at.welcome()));
            }
            case Event.LinkOpened opened -> {
                state = new State.Preparing(at.welcome(), at.sinceNs(), at.dataLoaded(), true);
                yield readyIfPrepared();
            }
            case Event.LinkClosed closed when at.linkOpened() -> drift(at.welcome(), closed, nowNs);
            case Event.LinkClosed closed ->
                unlinked("the bulk link to the coordinator did not open: " + closed.why(), nowNs);
            default -> common(at.welcome(), event);
        };
    }

    private List<Effect> proved(Event.Proved proved, long nowNs) {
        if (!proved.knownAnswer().equals(knownAnswer)) {
            return fail(Failed.Reason.KNOWN_ANSWER, "this machine computes other bits: the known-answer test gave "
                    + proved.knownAnswer() + ", not " + knownAnswer + "; it cannot take part", nowNs);
        }
        proof = Optional.of(proved.knownAnswer());
        return readyIfPrepared();
    }

    private List<Effect> readyIfPrepared() {
        if (state instanceof State.Preparing at && at.linkOpened() && proof.isPresent()) {
            state = new State.Serving(at.welcome());
            served = true;
            List<Effect> effects = new ArrayList<>();
            effects.add(new Effect.Tell(aloneNs.isPresent() ? "back with the coordinator" : "taking part in the run"));
            effects.add(ready(at.welcome()));
            work.next().ifPresent(effects::add);
            return effects;
        }
        return List.of();
    }

    private List<Effect> serving(State.Serving at, Event event, long nowNs) {
        hear(at.welcome(), event, nowNs);
        List<Effect> effects = switch (event) {
            case Event.LinkClosed closed -> drift(at.welcome(), closed, nowNs);
            case Event.HeartbeatHeard beat when isOurs(at.welcome(), beat.term()) && !beat.ready() ->
                List.of(ready(at.welcome()));
            case Event.StepComputed computed -> {
                work.done(computed.step(), DataPart.TRAIN);
                yield List.of();
            }
            case Event.Evaluated evaluated -> {
                work.done(evaluated.version(), evaluated.part());
                yield List.of();
            }
            default -> common(at.welcome(), event);
        };
        return effects.isEmpty() && state instanceof State.Serving
                ? work.next().map(List::of).orElse(List.of())
                : effects;
    }

    private Effect ready(Welcome welcome) {
        return new Effect.SayReady(welcome.getTerm(), proof.orElseThrow());
    }

    /** The run may be over: the link's end travels faster than the words about it. */
    private List<Effect> drift(Welcome welcome, Event.LinkClosed closed, long nowNs) {
        state = new State.Adrift(welcome, nowNs, closed.why());
        return List.of();
    }

    private List<Effect> adrift(State.Adrift at, Event event) {
        return event instanceof Event.Finished finished && isOurs(at.welcome(), finished.term())
                ? end(0, over(finished))
                : List.of();
    }

    /** What is the same before and after Ready: the coordinator may speak, and parameters flow, as soon as they can. */
    private List<Effect> common(Welcome welcome, Event event) {
        switch (event) {
            case Event.BlockArrived arrived -> arrivals.add(arrived.version(), arrived.block());
            case Event.Assigned assigned when isOurs(welcome, assigned.term()) && work != null ->
                work.assign(assigned);
            case Event.Ordered ordered when isOurs(welcome, ordered.term()) && work != null ->
                work.order(ordered);
            case Event.Finished finished when isOurs(welcome, finished.term()) -> {
                return end(0, over(finished));
            }
            default -> {
                // Stale, repeated or of another term.
            }
        }
        return List.of();
    }

    private List<Effect> tick(long nowNs) {
        if (nowNs - tickNs > Limits.ASLEEP_NS) {
            heardNs += nowNs - tickNs;
        }
        tickNs = nowNs;
        return switch (state) {
            case State.Greeting at -> greetAgain(at, nowNs);
            case State.Preparing at when nowNs - at.sinceNs() > Limits.PREPARE_NS ->
                fail(Failed.Reason.FAULT, "not prepared after " + seconds(nowNs - at.sinceNs()) + ": " + missing(at),
                        nowNs);
            case State.Preparing at -> beat(at.welcome(), nowNs);
            case State.Serving at -> beat(at.welcome(), nowNs);
            case State.Adrift at when nowNs - at.sinceNs() >= Limits.LAST_WORDS_NS ->
                rejoin("the bulk link has ended: " + at.why());
            case State.Adrift at -> beat(at.welcome(), nowNs);
            case State.Parting at -> List.of();
            case State.Ended at -> List.of();
        };
    }

    private List<Effect> greetAgain(State.Greeting at, long nowNs) {
        if (aloneNs.isPresent() && nowNs - aloneNs.getAsLong() > Limits.ALONE_NS) {
            return end(1, "no coordinator has come back in the " + seconds(Limits.ALONE_NS) + " since it was lost");
        }
        List<Effect> effects = new ArrayList<>();
        boolean again = nowNs - at.helloNs() >= Limits.HELLO_NS;
        boolean tell = !at.told() && nowNs - at.sinceNs() >= Limits.WAITING_TOLD_NS;
        if (again) {
            effects.add(new Effect.SayHello());
        }
        if (tell) {
            effects.add(new Effect.Tell("waiting for the coordinator"));
        }
        state = new State.Greeting(at.sinceNs(), again ? nowNs : at.helloNs(), at.told() || tell);
        return effects;
    }

    private List<Effect> beat(Welcome welcome, long nowNs) {
        if (nowNs - heardNs > Limits.SILENCE_NS) {
            return rejoin("not heard for " + seconds(nowNs - heardNs));
        }
        return List.of(work == null
                ? new Effect.SayHeartbeat(welcome.getTerm(), -1, 0, List.of())
                : new Effect.SayHeartbeat(welcome.getTerm(), work.lastStep(), work.assignment(), work.orders()));
    }

    private String missing(State.Preparing at) {
        return !at.dataLoaded()
                ? "the data are still loading"
                : !at.linkOpened() ? "the bulk link is not open" : "the known-answer test still runs";
    }

    private void hear(Welcome welcome, Event event, long nowNs) {
        boolean heard = switch (event) {
            case Event.HeartbeatHeard e -> isOurs(welcome, e.term());
            case Event.Assigned e -> isOurs(welcome, e.term());
            case Event.Ordered e -> isOurs(welcome, e.term());
            case Event.Welcomed e -> isOurs(welcome, e.welcome().getTerm());
            default -> false;
        };
        if (heard) {
            heardNs = nowNs;
        }
    }

    private static String seconds(long ns) {
        return ns / 1_000_000_000L + " s";
    }

    private static boolean isOurs(Welcome welcome, int term) {
        return welcome.getTerm() == term;
    }

    private static String over(Event.Finished finished) {
        return "the run is over: " + finished.status();
    }

    private Optional<Welcome> welcome() {
        return switch (state) {
            case State.Preparing at -> Optional.of(at.welcome());
            case State.Serving at -> Optional.of(at.welcome());
            case State.Adrift at -> Optional.of(at.welcome());
            case State.Greeting at -> Optional.empty();
            case State.Parting at -> Optional.empty();
            case State.Ended at -> Optional.empty();
        };
    }

    private List<Effect> leave(long nowNs) {
        return part(welcome().map(w -> (Effect) new Effect.SayLeave(w.getTerm())),
                List.of(new Effect.End(3, "stopped on request")), nowNs);
    }

    private List<Effect> fail(Failed.Reason reason, String message, long nowNs) {
        return part(welcome().map(w -> (Effect) new Effect.SayFailed(reason, message)),
                List.of(new Effect.End(exitCode(reason), message)), nowNs);
    }

    private static int exitCode(Failed.Reason reason) {
        return switch (reason) {
            case FAULT, UNRECOGNIZED -> 1;
            case DATA -> 2;
            case KNOWN_ANSWER -> Effect.End.REFUSED;
        };
    }

    /** Its hub may be cut off from here, or the coordinator just have ended: it is told, and tried again for some time. */
    private List<Effect> unlinked(String message, long nowNs) {
        if (nowNs - aloneNs(nowNs) > Limits.ALONE_NS) {
            return fail(Failed.Reason.FAULT, message, nowNs);
        }
        return part(Optional.of(new Effect.SayFailed(Failed.Reason.FAULT, message)), lost(message), nowNs);
    }

    /** Goes: at once if there is nobody to tell. */
    private List<Effect> part(Optional<Effect> lastWords, List<Effect> end, long nowNs) {
        if (lastWords.isEmpty()) {
            return end(end);
        }
        state = new State.Parting(nowNs, lastWords.get(), end);
        return List.of(lastWords.get());
    }

    private List<Effect> parting(State.Parting at, Event event, long nowNs) {
        boolean heard = event instanceof Event.LinkClosed || event instanceof Event.Finished
                || event instanceof Event.Refused;
        if (heard || nowNs - at.sinceNs() >= Limits.PARTING_NS) {
            return end(at.end());
        }
        return event instanceof Event.Tick ? List.of(at.lastWords()) : List.of();
    }

    private List<Effect> end(int exitCode, String message) {
        return end(List.of(new Effect.End(exitCode, message)));
    }

    private List<Effect> rejoin(String why) {
        return end(lost(why));
    }

    private static List<Effect> lost(String why) {
        return List.of(new Effect.Tell("lost the coordinator: " + why + "; looking for it"), new Effect.Rejoin(why));
    }

    private List<Effect> end(List<Effect> last) {
        state = new State.Ended();
        return last;
    }
}
