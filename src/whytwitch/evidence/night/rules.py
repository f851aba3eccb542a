"""The numbers of the scoring rules, each with its clause and its source.

They stand here and not in the knowledge files because they *are* the rule: another number would be another rule.
Where the rule books give no number, the value is ours and its comment says so ("ours").

Sources
-------
T15   comparison table of AASM and WASM rules, PMC9619152 table 15 (t0015)
W16   Ferri et al., WASM/IRLSSG standards 2016, Sleep Med 2016;26:86-95, abstract: doi 10.1016/j.sleep.2016.10.010
BIL   bilateral limits, PubMed 28366320
PLM   PLMScoRe 0.1.3, the scoring program of one of the authors of the standard (read, not copied)
AR    arousal association, PMC4434558
F06   Ferri et al. 2006, periodicity index (background knowledge, marked so where it is reported)
"""

from __future__ import annotations

from typing import Final

# --- a leg movement in the signal -------------------------------------------------------------------------------
ONSET_ABOVE_REST_UV: Final = 8.0  # T15, both editions: onset is a rise of 8 uV above resting EMG
END_ABOVE_REST_UV: Final = 2.0  # T15, both editions: end is the start of a period not exceeding rest + 2 uV ...
END_QUIET_S: Final = 0.5  # T15: ... that lasts at least 0.5 s
LM_MIN_S: Final = 0.5  # T15, W16: shortest movement
MORPHOLOGY_WINDOW_S: Final = 0.5  # T15, WASM 2016 for computers: some window of at least 0.5 s ...
MORPHOLOGY_ABOVE_REST_UV: Final = 2.0  # T15: ... whose median amplitude is at least 2 uV above rest
SAME_LEG_JOIN_S: Final = 0.5  # PLM (lm_unil): same leg, offset to onset shorter than this: one movement

# --- WASM 2016 ----------------------------------------------------------------------------------------------------
WASM_MONO_MAX_S: Final = 10.0  # W16: a one-leg CLM lasts 0.5-10 s
WASM_BILATERAL_MAX_S: Final = 15.0  # W16, BIL: a bilateral CLM lasts 0.5-15 s
WASM_BILATERAL_MEMBERS: Final = 4  # BIL: at most four one-leg movements in one bilateral CLM
WASM_BILATERAL_GAP_S: Final = 0.5  # T15: overlap, or offset to onset shorter than 0.5 s
WASM_IMI_MIN_S: Final = 10.0  # W16: onset-to-onset interval of at least 10 s ...
WASM_IMI_MAX_S: Final = 90.0  # W16: ... and at most 90 s, both included (PLM agrees on 90)
WASM_RESP_BEFORE_END_S: Final = 2.0  # T15: respiratory when overlapping 2.0 s before ...
WASM_RESP_AFTER_END_S: Final = 10.25  # T15: ... to 10.25 s after the END of a respiratory event
RESP_ALTERNATIVE_S: Final = 0.5  # T15: the alternative window, 0.5 s either side of the END

# --- AASM 3 -------------------------------------------------------------------------------------------------------
AASM_MAX_S: Final = 10.0  # T15: a movement lasts 0.5-10 s; a longer one is no LM
AASM_BILATERAL_ONSET_S: Final = 5.0  # T15: legs whose onsets are less than 5 s apart are one LM
AASM_IMI_MIN_S: Final = 5.0  # T15: onset-to-onset interval of at least 5 s ...
AASM_IMI_MAX_S: Final = 90.0  # T15: ... and at most 90 s
AASM_RESP_S: Final = 0.5  # T15: not scored from 0.5 s before to 0.5 s after an apnoea, hypopnoea or RERA
AASM_WAKE_GAP_S: Final = 90.0  # rules.md (source garbled): wake shorter than this does not break a series

# --- both editions ------------------------------------------------------------------------------------------------
SERIES_MIN: Final = 4  # T15, W16: a series has at least four movements
AROUSAL_GAP_S: Final = 0.5  # T15, AR: overlap, or a gap shorter than 0.5 s, whichever comes first

# --- indices ------------------------------------------------------------------------------------------------------
FERRI_RUN: Final = 3  # F06 [mem]: runs of at least three consecutive intervals ...
FERRI_MIN_S: Final = 10.0  # F06 [mem]: ... of more than 10 s and at most 90 s
FERRI_MAX_S: Final = 90.0

# --- other movements of the night -----------------------------------------------------------------------------------
HFLM_MIN: Final = 4  # Yang and Winkelman 2010, doi 10.5664/jcsm.27931: at least four discrete movements ...
HFLM_HZ: Final = (0.3, 4.0)  # ... at 0.3 to 4 Hz
TREMOR_BURST_S: Final = (
    0.3,
    0.7,
)  # hypnagogic foot tremor, Wetter et al. (epub.uni-regensburg.de/73376): 300-700 ms ...
TREMOR_HZ: Final = (1.0, 2.0)  # ... at 1 to 2 Hz ...
TREMOR_SERIES_S: Final = 10.0  # ... in series of 10 to 15 s; here: of at least 10 s
EFM_POTENTIAL_MAX_S: Final = (
    0.150  # excessive fragmentary myoclonus, AASM VII.4 as quoted in rules.md section 2: < 150 ms
)
EFM_POTENTIAL_UV: Final = (50.0, 200.0)  # same: 50 to 200 uV
EFM_PER_MINUTE: Final = 5  # same: at least 5 a minute ...
EFM_MINUTES: Final = 20  # ... for at least 20 minutes of NREM sleep
LMM_S: Final = (3.0, 45.0)  # large muscle group movements in adults, IRLSSG 2021, PMC8436137
START_S: Final = (0.075, 0.250)  # sleep start (hypnic jerk): 75-250 ms at the change from wake to N1, PubMed 28007358
ATONIA_MINI_EPOCHS: Final = 10  # REM sleep without atonia, AASM (sfrms-app.fr): 30 s are ten mini-epochs of 3 s ...
ATONIA_PHASIC_AASM: Final = 5  # ... of which at least 5 hold bursts ...
ATONIA_BURST_S: Final = (0.1, 5.0)  # ... of 0.1 to 5.0 s
ATONIA_TIMES_BACKGROUND: Final = (2.0, 4.0)  # SINBAR (osg.be): over twice background; AASM phasic: 4 times
ATONIA_TONIC_SHARE: Final = 0.5  # osg.be: tonic in more than half of a 30 s epoch
ATONIA_ANY_SHARE: Final = 0.18  # SINBAR, PubMed 22654203: any activity of the chin in 18 % of mini-epochs

# --- comparing two scorings -----------------------------------------------------------------------------------------
MATCH_IOU: Final = 0.2  # PSG-IPA scorer comparison as used in rules.md section 3

# --- what a channel must be able to show (ours) ---------------------------------------------------------------------
STEP_MAX_UV: Final = 2.0  # ours: the end rule asks for 2 uV; a coarser digital step cannot show it
STEP_WARN_UV: Final = 1.0  # ours: said in a warning from here on
RATE_MIN_HZ: Final = 64.0  # ours: below this most of the EMG band (10-100 Hz) is not recorded
BAND_HZ: Final = (10.0, 100.0)  # AASM recommended leg EMG filters, 10-100 Hz [mem]
REST_MAX_UV: Final = 25.0  # ours: rest above this hides 8 uV; the span is unscorable
REST_POSSIBLE_UV: Final = (0.05, 1000.0)  # trust.md 3.3 case 13: outside this the unit is suspect
EPS_S: Final = 1e-6  # ours: times are compared to a microsecond, so that 310.1 - 300.1 is 10 s

# --- words about the count (adults) -----------------------------------------------------------------------------------
PLMS_MANY_ADULT_PER_H: Final = 15.0  # ICSD-3-TR as quoted in PMC9619152 table 20 (t0020): more than 15/h in adults
