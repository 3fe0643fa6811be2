// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** Small programs with known outcomes, which the explorer must find before it is believed. It depends on nothing. */
package racy.explore.canary;
