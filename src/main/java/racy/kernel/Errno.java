// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/**
 * Error numbers of {@code include/uapi/asm-generic/errno-base.h} and {@code errno.h}. Functions return them negated.
 */
public final class Errno {
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EDEADLK = 35;
    public static final int ETIME = 62;
    public static final int ETIMEDOUT = 110;
    public static final int EALREADY = 114;
    public static final int ECANCELED = 125;

    /** {@code MAX_ERRNO} of {@code include/linux/err.h}. */
    public static final int MAX_ERRNO = 4095;

    private Errno() {}

    /** {@code "-ECANCELED"} for {@code -125}, {@code "0"} for zero, the number itself when it has no name here. */
    public static String name(int error) {
        return switch (error) {
            case 0 -> "0";
            case -ENOENT -> "-ENOENT";
            case -ESRCH -> "-ESRCH";
            case -EINTR -> "-EINTR";
            case -EIO -> "-EIO";
            case -EAGAIN -> "-EAGAIN";
            case -ENOMEM -> "-ENOMEM";
            case -EFAULT -> "-EFAULT";
            case -EBUSY -> "-EBUSY";
            case -ENODEV -> "-ENODEV";
            case -EINVAL -> "-EINVAL";
            case -EDEADLK -> "-EDEADLK";
            case -ETIME -> "-ETIME";
            case -ETIMEDOUT -> "-ETIMEDOUT";
            case -EALREADY -> "-EALREADY";
            case -ECANCELED -> "-ECANCELED";
            default -> Integer.toString(error);
        };
    }
}
