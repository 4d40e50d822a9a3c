-- The law under which the clocks of each slot were computed (kernel::law::Law::print): under another they are computed anew at the next start.
ALTER TABLE projections ADD COLUMN law uuid;
