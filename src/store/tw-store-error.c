/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's error domain, in a file of its own so that the lowest part of the floor needs nothing of the upper ones. */
#include "config.h"

#include "tw-store.h"

G_DEFINE_QUARK (tw-store-error-quark, tw_store_error)
