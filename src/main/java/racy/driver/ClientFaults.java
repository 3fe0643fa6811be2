// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/**
 * What goes wrong with the clients of a {@link RocketSimulation}, as probabilities for each submission.
 *
 * @param memory an allocation fails, of this submission or of what runs beside it
 * @param handle one of the submission's handles names no buffer
 * @param close before it submits, the client closes its file and opens another one
 * @param kill before it submits, the client gets SIGKILL, and a new client takes its place
 */
public record ClientFaults(double memory, double handle, double close, double kill) {
    public static final ClientFaults NONE = new ClientFaults(0, 0, 0, 0);
}
