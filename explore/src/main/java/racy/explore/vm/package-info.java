// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** Interprets the bytecode of an explored program. A thread stops before each access to what other threads can reach. The state of the program can be saved, compared and restored. What is not modelled is named by {@link racy.explore.vm.OutOfModelException}. It depends on no other package of Racy. */
package racy.explore.vm;
