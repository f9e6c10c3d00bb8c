/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-exchange-error.h"

G_DEFINE_QUARK (tw-exchange-error-quark, tw_exchange_error)
