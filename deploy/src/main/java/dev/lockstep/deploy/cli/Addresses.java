package dev.lockstep.deploy.cli;

import dev.lockstep.common.wire.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Names of hosts become addresses before anything listens or connects: a node answers to the one it was told and to no other,
 * so {@code localhost} and {@code 127.0.0.1} have to be the same.
 */
final class Addresses {

    private Addresses() {}

    /** @param option whose value it is, for the fault of a host that is not known */
    private static HostPort resolved(String option, HostPort given) {
        return new HostPort(lookup(option, given).getHostAddress(), given.port());
    }

    /** The same for an address to connect to: a port, and a host that is one. */
    static HostPort connectable(String option, HostPort given) {
        if (given.port() == 0) {
            throw CommandFault
                    .badInput(option + " " + given + ": port 0 stands for any free port; give the one that the"
                            + " coordinator listens on, as it says when it starts");
        }
        if (lookup(option, given).isAnyLocalAddress()) {
            throw CommandFault.badInput(option + ": " + given.host()
                    + " stands for every address of a machine; give the one that the coordinator is bound to");
        }
        return resolved(option, given);
    }

    /** The same for an address that peers are told: it must be one of this machine's that they can reach. */
    static HostPort advertised(Screen screen, String option, HostPort given) {
        InetAddress address = lookup(option, given);
        if (address.isAnyLocalAddress()) {
            throw CommandFault.badInput(option + ": " + given.host()
                    + " stands for every address of this machine; give the one that peers reach");
        }
        boolean meant = given.host().equals("localhost") || given.host().equals(address.getHostAddress());
        if (address.isLoopbackAddress() && !meant) {
            screen.warn(option + ": " + given.host() + " is " + address.getHostAddress()
                    + " here, which no other machine reaches; give the address itself");
        }
        return new HostPort(address.getHostAddress(), given.port());
    }

    private static InetAddress lookup(String option, HostPort given) {
        try {
            return InetAddress.getByName(given.host());
        } catch (UnknownHostException e) {
            throw CommandFault.badInput(option + ": the host " + given.host() + " is not known");
        }
    }
}
