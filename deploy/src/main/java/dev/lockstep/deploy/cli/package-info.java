/**
 * The {@code lockstep} command: what users type, what they see, and the processes that it starts. One file a command, and
 * small ones for what they share. May import everything of the project; nothing imports it.
 */
package dev.lockstep.deploy.cli;
