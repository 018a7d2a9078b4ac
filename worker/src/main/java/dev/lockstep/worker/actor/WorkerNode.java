package dev.lockstep.worker.actor;

import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.ActorSystem;
import akka.actor.PoisonPill;
import dev.lockstep.common.wire.BulkConnector;
import dev.lockstep.common.wire.CannotListenException;
import dev.lockstep.worker.protocol.Event;
import dev.lockstep.worker.protocol.Limits;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: one life after another, each with an actor that speaks for it, until the run is over. A life ends with the loss
 * of its coordinator; what the worker has learnt and loaded stays (see {@link WorkerHost}).
 */
public final class WorkerNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerNode.class);

    /** For each life in a row in which no coordinator was served, before the next one. */
    private static final long PAUSE_MS = 500;
    private static final long MAX_PAUSE_MS = 5_000;

    private final WorkerHost host;
    private final Lives lives;
    private final BulkConnector connector;
    private final CompletableFuture<WorkerResult> result = new CompletableFuture<>();
    private final CompletableFuture<Void> stopAsked = new CompletableFuture<>();
    private ActorRef actor = ActorRef.noSender();
    private boolean closed;

    private WorkerNode(WorkerHost host, Lives lives, BulkConnector connector) {
        this.host = host;
        this.lives = lives;
        this.connector = connector;
    }

    /**
     * Starts a worker and returns at once. It says hello to {@code coordinator} until it is answered.
     *
     * @param system      where its actor lives; stays open when the worker ends
     * @param coordinator the coordinator's actor, there already or not
     * @param connector   opens the bulk link that the coordinator names
     */
    public static WorkerNode start(
            WorkerSettings settings,
            ActorSystem system,
            ActorSelection coordinator,
            BulkConnector connector) {
        return start(settings, Lives.within(system, coordinator), connector);
    }

    /** The same for a worker that outlives its actor systems. */
    public static WorkerNode start(WorkerSettings settings, Lives lives, BulkConnector connector) {
        WorkerNode node = new WorkerNode(new WorkerHost(settings), lives, connector);
        Thread.ofPlatform().daemon().name("lockstep-worker-lives").start(node::live);
        return node;
    }

    /** Completes when the worker has ended; never fails. */
    public CompletionStage<WorkerResult> result() {
        return result.minimalCompletionStage();
    }

    /** Leaves the run, for SIGTERM and SIGINT; the result follows. */
    public synchronized void requestStop() {
        if (stopAsked.complete(null) && actor != ActorRef.noSender()) {
            actor.tell(new Event.StopRequested(), ActorRef.noSender());
        }
    }

    /** Ends the worker if it still runs, and its threads. */
    @Override
    public synchronized void close() {
        closed = true;
        stopAsked.complete(null);
        if (actor != ActorRef.noSender()) {
            actor.tell(PoisonPill.getInstance(), ActorRef.noSender());
        }
    }

    private void live() {
        WorkerResult last;
        try {
            last = lifeAfterLife();
        } catch (RuntimeException | Error broken) {
            LOG.error("a worker cannot go on", broken);
            last = new WorkerResult(1, "a fault of the worker itself: " + broken);
        } finally {
            host.close();
        }
        LOG.info("the worker ends with {}: {}", last.exitCode(), last.message());
        result.complete(last);
    }

    private WorkerResult lifeAfterLife() {
        OptionalLong aloneNs = OptionalLong.empty();
        int fruitless = 0;
        while (true) {
            if (pausedUntilStop(Math.min(MAX_PAUSE_MS, fruitless * PAUSE_MS))) {
                return new WorkerResult(3, "stopped on request");
            }
            Ending ending = life(aloneNs);
            if (ending instanceof Ending.Over over) {
                return over.result();
            }
            long nowAloneNs = ending.aloneNs();
            boolean served = aloneNs.isEmpty() || aloneNs.getAsLong() != nowAloneNs;
            fruitless = served ? 0 : fruitless + 1;
            aloneNs = OptionalLong.of(nowAloneNs);
        }
    }

    private Ending life(OptionalLong aloneNs) {
        Lives.Life life;
        try {
            life = lives.begin();
        } catch (CannotListenException taken) {
            return cannotListen(taken, aloneNs);
        }
        Ending ending = lived(life, aloneNs);
        boolean last = switch (ending) {
            case Ending.Over over -> true;
            case Ending.Stopped stopped -> isClosed() || !lives.outliveTheirSystem();
            case Ending.Lost lost -> false;
        };
        life.end(last);
        if (ending instanceof Ending.Stopped) {
            if (last) {
                return new Ending.Over(new WorkerResult(1, "the worker's actor was stopped from outside"));
            }
            host.settings().lines().accept("the cluster has given up this worker, which begins anew");
        }
        return ending;
    }

    /** A port that was there before may not be free again at once. */
    private static Ending cannotListen(CannotListenException taken, OptionalLong aloneNs) {
        LOG.warn("a worker cannot listen", taken);
        return aloneNs.isEmpty() || System.nanoTime() - aloneNs.getAsLong() > Limits.ALONE_NS
                ? new Ending.Over(new WorkerResult(1, taken.getMessage()))
                : new Ending.Lost(aloneNs.getAsLong());
    }

    /** The end of the system counts too: it may come before its actor has begun. */
    private Ending lived(Lives.Life life, OptionalLong aloneNs) {
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        WorkerIdentity identity = WorkerIdentity.fresh(host.settings());
        life.system().getWhenTerminated().thenRun(
                () -> ending.complete(new Ending.Stopped(aloneNs.orElseGet(System::nanoTime))));
        ActorRef own = life.system().actorOf(WorkerActor.props(identity, host, life, connector, aloneNs, ending));
        synchronized (this) {
            actor = own;
            if (closed) {
                own.tell(PoisonPill.getInstance(), ActorRef.noSender());
            } else if (stopAsked.isDone()) {
                own.tell(new Event.StopRequested(), ActorRef.noSender());
            }
        }
        return ending.join();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Waits before the next life; true when it is not wanted any more. The first life hears of it by itself. */
    private boolean pausedUntilStop(long pauseMs) {
        try {
            if (pauseMs > 0) {
                stopAsked.get(pauseMs, TimeUnit.MILLISECONDS);
                return true;
            }
            return false;
        } catch (TimeoutException goOn) {
            return false;
        } catch (InterruptedException | ExecutionException never) {
            throw new IllegalStateException("the pause between two lives was ended", never);
        }
    }
}
